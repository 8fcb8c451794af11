#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Our announcer against BIRD, FRR and GoBGP in the route server's place.

Everything is asserted from the other side: what the daemon's own command line
shows. One network and one daemon a test class, an active and a standby
announcer with one session each. Skipped where the daemon is not installed or
network namespaces are not possible; with CI=true that is a failure.
"""
import os
import signal
import sys
import tempfile
import unittest

import configuration
import xml_result
from daemons import DAEMONS, Peer, Route, skip_or_fail, why_not
from faults import FAULTS
from liveness import parse
from netlab import LabError, wait_until
from network import FLOATING_ADDRESS, FLOATING_ADDRESS_V6, Network
from roles import ACTIVE, ANNOUNCER_AS, NAMES, NODE, STANDBY
from scenario import Node, Programs

ENDPOINT = 4
PREFIX, PREFIX_V6 = FLOATING_ADDRESS + "/32", FLOATING_ADDRESS_V6 + "/128"
# The hold time lies far beyond our patience where BFD is to notice the fault.
LIVENESS, WITHOUT_BFD = parse("bfd50x3")._replace(hold_time_s=90), parse("hold9")
# For what has no other bound here: a loaded machine is slow, and a test is no measurement.
# GoBGP closes every connection for about 5 s after it has lost a session.
PATIENCE_S = 20

CONFIG = """\
router_id: "10.0.{zone}.10"
local_as: {announcer_as}
{neighbor}
group {{
  name: "floating"
  prefix: "{prefix}"
  prefix: "{prefix_v6}"
  next_hop {{ ipv6: "2001:db8:0:{zone}::10" }}
  ladder {{
    active {{ prepend: 0 med: 10 }}
    standby {{ prepend: 2 med: 200 }}
    recovering {{ prepend: 4 med: 300 }}
  }}
  role: {role}
}}
"""

EXPECTED = {
    (ACTIVE, PREFIX): Route((ANNOUNCER_AS,), 10, "10.0.1.10"),
    (STANDBY, PREFIX): Route((ANNOUNCER_AS,) * 3, 200, "10.0.2.10"),
    (ACTIVE, PREFIX_V6): Route((ANNOUNCER_AS,), 10, "2001:db8:0:1::10"),
    (STANDBY, PREFIX_V6): Route((ANNOUNCER_AS,) * 3, 200, "2001:db8:0:2::10"),
}


def drain_stages(log):
    return [event["stage"] for event in log.events if event["event"] == "drain"]


def remote(zone):
    return "10.0.%d.10" % zone


class InteropLab(Network):
    """The scenario's network with a foreign daemon as the route server and two of our announcers."""

    def __init__(self, daemon, programs, folder):
        super().__init__("wmi%d%s" % (os.getpid() % 10000, daemon.name), (ENDPOINT,), folder, lambda *_: None)
        self.programs = programs
        self.liveness = LIVENESS if daemon.has_bfd else WITHOUT_BFD
        self.bfd = (LIVENESS.interval_ms, LIVENESS.multiplier) if daemon.has_bfd else None
        peers = [Peer("10.0.%d.%d" % (zone, ENDPOINT), remote(zone), ANNOUNCER_AS) for zone in NAMES]
        self.daemon = daemon(self.hosts["rs"], os.path.join(folder, daemon.name), peers, self.liveness.hold_time_s,
                             self.bfd)
        self.nodes = {zone: Node(self, zone, self.announcer_config(zone)) for zone in NAMES}

    def announcer_config(self, zone):
        neighbor = configuration.neighbor(
            "rs-%d-%d" % (zone, ENDPOINT), "10.0.%d.%d" % (zone, ENDPOINT), "10.0.%d.%d" % (zone, NODE),
            self.liveness)
        return CONFIG.format(zone=zone, announcer_as=ANNOUNCER_AS, neighbor=neighbor, prefix=PREFIX,
                             prefix_v6=PREFIX_V6, role=NAMES[zone].upper())

    def start(self):
        self.daemon.start()
        for node in self.nodes.values():
            node.start_responder()
            node.start_announcer()

    def up(self, zone):
        bfd = self.daemon.bfd_state(remote(zone)) if self.bfd else None
        return self.daemon.established(remote(zone)) and (bfd is None or bfd.up)

    def settled(self):
        return all(self.up(zone) for zone in NAMES) and self.daemon.best(PREFIX) == EXPECTED[ACTIVE, PREFIX]

    def settle(self):
        if not wait_until(self.settled, PATIENCE_S, 0.05):
            raise LabError("%s and our announcers did not come together; see %s" % (self.daemon.name, self.folder))

    def close(self):
        for node in getattr(self, "nodes", {}).values():
            node.stop()
        if hasattr(self, "daemon"):
            self.daemon.stop()
        super().close()


class DaemonTest(unittest.TestCase):
    """What holds for every daemon; the classes below name the daemon."""

    daemon = None
    lab = None

    @classmethod
    def setUpClass(cls):
        if cls is DaemonTest:
            raise unittest.SkipTest("abstract")
        skip_or_fail(why_not(cls.daemon))
        cls.folder = tempfile.mkdtemp(prefix="waymark-interop-")
        os.chmod(cls.folder, 0o755)
        cls.lab = InteropLab(cls.daemon, Programs(os.environ["WAYMARK_BINARIES"]), os.path.join(cls.folder, "lab"))
        try:
            cls.lab.start()
            cls.lab.settle()
        except Exception:
            cls.lab.close()
            raise

    @classmethod
    def tearDownClass(cls):
        if cls.lab:
            cls.lab.close()

    def expect(self, condition, what):
        self.assertTrue(wait_until(condition, PATIENCE_S, 0.02), "%s: %s" % (self.daemon.name, what))

    def best_is(self, zone, prefix=PREFIX):
        return self.lab.daemon.best(prefix) == EXPECTED[zone, prefix]

    def test_the_active_path_arrives_with_path_med_and_next_hop(self):
        self.assertEqual(self.lab.daemon.best(PREFIX), EXPECTED[ACTIVE, PREFIX])

    def test_an_ipv6_prefix_arrives_over_the_ipv4_session(self):
        self.expect(lambda: self.best_is(ACTIVE, PREFIX_V6), "IPv6 path is %s" % (self.lab.daemon.best(PREFIX_V6),))

    def test_bfd_is_up_with_the_timers_that_both_sides_want(self):
        if not self.lab.bfd:
            self.assertIsNone(self.lab.daemon.bfd_state(remote(ACTIVE)))
            return
        for zone in NAMES:
            state = self.lab.daemon.bfd_state(remote(zone))
            self.assertTrue(state.up)
            self.assertEqual(state.transmit_ms, LIVENESS.interval_ms)
            self.assertEqual(state.detection_ms, LIVENESS.detection_ms)

    def fault(self, name):
        """The standby's path wins while the fault lasts, the active's when it has healed."""
        inject, heal, _ = FAULTS[name]
        self.lab.settle()
        inject(self.lab)
        self.expect(lambda: self.best_is(STANDBY), "%s: best path is %s" % (name, self.lab.daemon.best(PREFIX)))
        self.expect(lambda: self.best_is(STANDBY, PREFIX_V6), "%s: IPv6 did not follow" % name)
        heal(self.lab)
        self.expect(lambda: self.lab.up(ACTIVE), "%s: the session did not come back" % name)
        self.expect(lambda: self.best_is(ACTIVE), "%s: the active path did not come back" % name)

    def test_failover_and_recovery_when_the_active_is_killed(self):
        self.fault("kill")

    def test_failover_and_recovery_when_packets_are_lost_in_silence(self):
        self.fault("silent")

    def test_failover_and_recovery_when_the_active_freezes(self):
        self.fault("freeze")

    def test_failover_and_recovery_when_the_announcer_is_stopped_in_order(self):
        self.fault("term")

    def test_failover_and_recovery_when_the_route_server_loses_carrier(self):
        self.fault("carrier")

    def test_leaving_is_confirmed_by_the_daemon(self):
        """By its TCP: it is not asked whether it has processed the withdrawal, because without graceful restart of
        ours none of these sends the End-of-RIB that shows that it could answer."""
        self.lab.settle()
        node = self.lab.nodes[STANDBY]
        log = node.log
        node.announcer.send(signal.SIGTERM)
        node.announcer.wait(10)
        self.expect(lambda: drain_stages(log)[-1:] == ["done"], "the drain did not end: %s" % drain_stages(log))
        self.assertEqual(drain_stages(log), ["withdrawing", "closing", "done"])
        self.assertEqual([event["unconfirmed"] for event in log.events if event.get("unconfirmed")], [])
        node.start_announcer()
        self.expect(lambda: self.lab.up(STANDBY), "the session did not come back")


class BirdTest(DaemonTest):
    daemon = DAEMONS["bird"]


class FrrTest(DaemonTest):
    daemon = DAEMONS["frr"]


class GoBgpTest(DaemonTest):
    daemon = DAEMONS["gobgp"]


def load_tests(loader, _tests, _pattern):
    """The class named by the environment, so that each daemon is a target of its own."""
    classes = {"bird": BirdTest, "frr": FrrTest, "gobgp": GoBgpTest}
    wanted = os.environ.get("WAYMARK_INTEROP", ",".join(classes)).split(",")
    return unittest.TestSuite(loader.loadTestsFromTestCase(classes[name]) for name in wanted)


if __name__ == "__main__":
    sys.exit(xml_result.main(sys.modules[__name__]))
