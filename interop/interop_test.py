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
import unittest

import xml_result
from daemons import DAEMONS, Route, skip_or_fail, why_not
from faults import FAULTS
from interop_lab import LIVENESS, PATIENCE_S, PREFIX, InteropLab, remote
from netlab import wait_until
from network import FLOATING_ADDRESS_V6
from roles import ACTIVE, ANNOUNCER_AS, NAMES, STANDBY

PREFIX_V6 = FLOATING_ADDRESS_V6 + "/128"

GROUP = """\
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


def group(zone):
    return GROUP.format(zone=zone, prefix=PREFIX, prefix_v6=PREFIX_V6, role=NAMES[zone].upper())


class InteropTest(unittest.TestCase):
    """With the daemon that the environment names."""

    daemon = DAEMONS[os.environ["WAYMARK_INTEROP"]]
    lab = None

    @classmethod
    def setUpClass(cls):
        skip_or_fail(why_not(cls.daemon))
        cls.lab = InteropLab(cls.daemon, group, lambda best: best == EXPECTED[ACTIVE, PREFIX])
        try:
            cls.lab.start()
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

    def test_failover_and_recovery_when_the_whole_zone_is_lost(self):
        self.fault("zone")

    def test_leaving_is_acknowledged_by_the_daemon_and_no_more(self):
        """It is not asked whether it has processed the withdrawal, because without graceful restart of ours none of
        these sends the End-of-RIB that shows that it could answer; and no time to settle is configured."""
        self.lab.settle()
        node = self.lab.nodes[STANDBY]
        log = node.log
        node.announcer.send(signal.SIGTERM)
        node.announcer.wait(10)
        self.expect(lambda: drain_stages(log)[-1:] == ["done"], "the drain did not end: %s" % drain_stages(log))
        self.assertEqual(drain_stages(log), ["withdrawing", "closing", "done"])
        self.assertEqual([len(event["unconfirmed"]) for event in log.events if event.get("unconfirmed")], [1])
        node.start_announcer()
        self.expect(lambda: self.lab.up(STANDBY), "the session did not come back")


if __name__ == "__main__":
    sys.exit(xml_result.main(sys.modules[__name__]))
