#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""BFD of ours against BIRD and FRR: sessions of every kind that both sides have.

What the other side shows is compared, what happens to our sessions, and every
field of the packets that tshark captures on our host. Skipped where the daemon or
tshark is not installed or network namespaces are not possible; with CI=true that
is a failure.
"""
import os
import signal
import sys
import tempfile
import time
import unittest

import bfd_capture
import xml_result
from bfd_capture import ADMIN_DOWN, DOWN, UP
from bfd_daemons import KEY_ID, NEXT_KEY_ID, BirdBfd, FrrBfd, Rollover, Timers
from bfd_lab import PATIENCE_S, TIMERS, BfdLab
from daemons import skip_or_fail, why_not
from netlab import wait_until

PROGRAM = "examples/bfd_monitor/bfd_monitor"
NO_DIAGNOSTIC, DETECTION_TIME_EXPIRED, NEIGHBOR_SIGNALED_DOWN, ADMINISTRATIVELY_DOWN = 0, 1, 3, 7
# RFC 5880, 4.2 to 4.4: Auth Type and Auth Len; the password is that of the laboratory.
AUTH_SECTIONS = {
    "simple_password": (1, 14),
    "keyed_md5": (2, 24),
    "meticulous_keyed_md5": (3, 24),
    "keyed_sha1": (4, 28),
    "meticulous_keyed_sha1": (5, 28),
}


def packets_of(captured, path, ours=True):
    """The packets of one session that one side sent."""
    ends = (path.ours, path.theirs) if ours else (path.theirs, path.ours)
    port = 3784 if path.interface else 4784
    return [packet for packet in captured
            if (packet.source, packet.destination, packet.destination_port) == (*ends, port)]


def new_lab(daemon, **options):
    skip_or_fail(why_not(daemon))
    skip_or_fail(None if bfd_capture.installed() else "tshark is not installed: tools/test --interop installs it")
    folder = tempfile.mkdtemp(prefix="waymark-bfd-")
    os.chmod(folder, 0o755)
    return BfdLab(daemon, os.path.join(os.environ["WAYMARK_BINARIES"], PROGRAM), folder, **options)


class BfdTest(unittest.TestCase):
    """What holds for every daemon; the classes below name the daemon."""

    daemon = None
    lab = None
    first_packets = ()

    @classmethod
    def setUpClass(cls):
        if cls is BfdTest:
            raise unittest.SkipTest("abstract")
        cls.lab = new_lab(cls.daemon)
        try:
            capture = cls.lab.capture("handshake")
            cls.lab.start()
            cls.lab.settle()
            time.sleep(1)  # packets in steady state
            cls.first_packets = capture.stop()
        except Exception:
            cls.lab.close()
            raise

    @classmethod
    def tearDownClass(cls):
        if cls.lab:
            cls.lab.close()

    def setUp(self):
        for path in self.lab.paths:
            self.lab.monitor.ask("admin-up", path.name)
            self.lab.monitor.ask("set-timers", path.name, *TIMERS)
        self.lab.daemon.admin_down(False)
        if self.lab.daemon.timers != TIMERS:
            self.lab.daemon.set_timers(TIMERS)
        self.lab.settle()
        for path in self.lab.paths:
            self.expect_in_use(path, TIMERS, TIMERS)

    def expect(self, condition, what):
        self.assertTrue(wait_until(condition, PATIENCE_S, 0.02), "%s: %s" % (self.daemon.name, what))

    def downs(self):
        return {path.name: self.lab.monitor.session(path.name).get("down_transitions", 0) for path in self.lab.paths}

    def expect_in_use(self, path, ours, theirs):
        """Both sides negotiated what RFC 5880, 6.8.2 and 6.8.4 make of the two."""
        transmit, detection = max(ours.transmit, theirs.receive), theirs.multiplier * max(ours.receive, theirs.transmit)
        their_detection = ours.multiplier * max(theirs.receive, ours.transmit)
        expected = (transmit * 1000, detection * 1000, max(theirs.transmit, ours.receive), their_detection)

        def in_use():
            session, shown = self.lab.monitor.session(path.name), self.lab.daemon.shown(path)
            return session["transmit_interval_us"], session["detection_time_us"], shown.transmit, shown.detection
        self.expect(lambda: in_use() == expected, "%s: in use: %s instead of %s" % (path.name, in_use(), expected))

    def check_ours(self, captured, path, *timers):
        """Every field of ours that does not depend on the moment; `timers`: those that may be asked for."""
        session, packets = self.lab.monitor.session(path.name), packets_of(captured, path)
        theirs = {packet.my_discriminator for packet in packets_of(captured, path, ours=False)}
        self.assertTrue(packets, "none of ours")
        auth_type, auth_length = AUTH_SECTIONS.get(path.authentication, (None, 0))
        # A source port a session (RFC 5881, 4).
        self.assertEqual(len({packet.source_port for packet in packets}), 1)
        for packet in packets:
            self.assertIn(packet.source_port, range(49152, 65536))
            self.assertEqual(packet.ttl, 255)
            self.assertEqual(packet.udp_length, 8 + packet.length)
            self.assertEqual(packet.version, 1)
            self.assertEqual(packet.length, 24 + auth_length)
            self.assertEqual(packet.my_discriminator, session["local_discriminator"])
            self.assertIn(packet.your_discriminator, {0} | theirs)
            self.assertFalse(packet.poll and packet.final)
            self.assertEqual((packet.control_plane_independent, packet.demand, packet.multipoint), (0, 0, 0))
            self.assertEqual(packet.authentication_present, int(path.authentication is not None))
            self.assertEqual(packet.required_min_echo_rx, 0)
            slowest = 0 if packet.state == UP else 1000000
            asked = [(max(t.transmit * 1000, slowest), t.receive * 1000, t.multiplier) for t in timers]
            self.assertIn((packet.desired_min_tx, packet.required_min_rx, packet.multiplier), asked)
            if auth_type:
                self.assertEqual((packet.auth_type, packet.auth_length, packet.key_id),
                                 (auth_type, auth_length, KEY_ID))
        return packets

    def test_the_timers_in_use_are_those_that_both_sides_want(self):
        for path in self.lab.paths:
            with self.subTest(path=path.name):
                self.expect_in_use(path, TIMERS, TIMERS)

    def test_every_field_of_our_packets_from_the_first_to_up(self):
        for path in self.lab.paths:
            with self.subTest(path=path.name):
                packets = self.check_ours(self.first_packets, path, TIMERS)
                first, last = packets[0], packets[-1]
                self.assertEqual((first.state, first.diagnostic, first.your_discriminator), (DOWN, NO_DIAGNOSTIC, 0))
                self.assertEqual((last.state, last.diagnostic, last.poll, last.final), (UP, NO_DIAGNOSTIC, 0, 0))
                their_last = packets_of(self.first_packets, path, ours=False)[-1]
                self.assertEqual(last.your_discriminator, their_last.my_discriminator)
                self.assertEqual({packet.diagnostic for packet in packets}, {NO_DIAGNOSTIC})
                # Reaching Up changes our interval, which asks for a Poll Sequence (RFC 5880, 6.8.3).
                self.assertTrue(any(packet.poll for packet in packets if packet.state == UP))

    def test_sequence_numbers_grow_as_the_type_of_authentication_says(self):
        for path in self.lab.paths:
            with self.subTest(path=path.name):
                packets = packets_of(self.first_packets, path)
                steps = {(after.sequence - before.sequence) % 2**32 for before, after in zip(packets, packets[1:])
                         if path.authentication not in (None, "simple_password")}
                self.assertLessEqual(steps, {1} if "meticulous" in path.name else {0, 1})

    def test_our_timers_change_while_up_without_a_flap(self):
        before, changed = self.downs(), Timers(360, 280, 6)
        capture = self.lab.capture("our-timers")
        for timers in (changed, Timers(360, 280, 5), TIMERS, changed):
            for path in self.lab.paths:
                self.lab.monitor.ask("set-timers", path.name, *timers)
            for path in self.lab.paths:
                with self.subTest(path=path.name):
                    self.expect_in_use(path, timers, TIMERS)
        captured = capture.stop()
        self.assertEqual(self.downs(), before)
        for path in self.lab.paths:
            with self.subTest(path=path.name):
                packets = self.check_ours(captured, path, TIMERS, changed, Timers(360, 280, 5))
                self.assertEqual({packet.state for packet in packets}, {UP})
                self.assertTrue(any(packet.poll and packet.desired_min_tx == 360000 for packet in packets))
                self.assertTrue(any(packet.final for packet in packets_of(captured, path, ours=False)))

    def test_the_timers_of_the_daemon_change_while_up_without_a_flap(self):
        before = self.downs()
        capture = self.lab.capture("their-timers")
        for timers in (Timers(480, 320, 5), Timers(480, 320, 7), TIMERS, Timers(240, 600, 4)):
            self.lab.daemon.set_timers(timers)
            for path in self.lab.paths:
                with self.subTest(path=path.name):
                    self.expect_in_use(path, TIMERS, timers)
        captured = capture.stop()
        self.assertEqual(self.downs(), before)
        for path in self.lab.paths:
            with self.subTest(path=path.name):
                packets = self.check_ours(captured, path, TIMERS)
                self.assertEqual({packet.state for packet in packets}, {UP})
                polls = [packet for packet in packets_of(captured, path, ours=False) if packet.poll]
                self.assertTrue(polls)
                # Each Poll has its Final (RFC 5880, 6.8.7).
                self.assertEqual(len([packet for packet in packets if packet.final]), len(polls))

    def test_our_admin_down_is_no_failure_to_the_daemon_and_ends(self):
        capture = self.lab.capture("our-admin-down")
        for path in self.lab.paths:
            self.lab.monitor.ask("admin-down", path.name)
        for path in self.lab.paths:
            with self.subTest(path=path.name):
                self.expect(lambda path=path: not self.lab.daemon.shown(path).up, "stays up at our AdminDown")
        captured = capture.stop()
        for path in self.lab.paths:
            with self.subTest(path=path.name):
                last = self.check_ours(captured, path, TIMERS)[-1]
                self.assertEqual((last.state, last.diagnostic), (ADMIN_DOWN, ADMINISTRATIVELY_DOWN))
                # It took our word for it, and not silence.
                self.assertEqual(packets_of(captured, path, ours=False)[-1].diagnostic, NEIGHBOR_SIGNALED_DOWN)
        for path in self.lab.paths:
            self.lab.monitor.ask("admin-up", path.name)
        self.lab.settle()

    def test_a_session_disabled_in_the_daemon_ends_here_and_comes_back(self):
        told = len(self.lab.monitor.events)
        self.lab.daemon.admin_down(True)
        for path in self.lab.paths:
            with self.subTest(path=path.name):
                self.expect(lambda path=path: self.lab.monitor.session(path.name)["state"] == "down", "we stay up")
        reasons = {event["neighbor"]: event["reason"] for event in self.lab.monitor.events[told:]
                   if event["event"] == "bfd_state" and event["old_state"] == "up"}
        self.assertEqual(reasons, dict.fromkeys((path.name for path in self.lab.paths),
                                                self.daemon.reason_when_disabled))
        self.lab.daemon.admin_down(False)
        self.lab.settle()

    def test_silence_of_the_daemon_is_noticed_in_the_detection_time(self):
        told = len(self.lab.monitor.events)
        capture = self.lab.capture("silence")
        for process in self.lab.daemon.processes:
            process.send(signal.SIGSTOP)
        for path in self.lab.paths:
            with self.subTest(path=path.name):
                self.expect(lambda path=path: self.lab.monitor.session(path.name)["state"] == "down", "we stay up")
        for process in self.lab.daemon.processes:
            process.send(signal.SIGCONT)
        self.lab.settle()
        captured = capture.stop()
        verdicts = {}
        for event in self.lab.monitor.events[told:]:
            if event["event"] == "bfd_state" and event["old_state"] == "up":
                verdicts.setdefault(event["neighbor"], event)
        for path in self.lab.paths:
            with self.subTest(path=path.name):
                verdict = verdicts[path.name]
                self.assertEqual(verdict["reason"], "detection_time_expired")
                self.assertGreaterEqual(verdict["since_last_packet_us"], TIMERS.multiplier * TIMERS.receive * 1000)
                down = [packet for packet in self.check_ours(captured, path, TIMERS) if packet.state == DOWN]
                self.assertEqual((down[0].diagnostic, down[0].your_discriminator), (DETECTION_TIME_EXPIRED, 0))


    def test_packets_from_further_away_than_the_least_ttl_are_dropped_and_counted(self):
        before = self.dropped_for_their_ttl()
        capture = self.lab.capture("too-far")
        time.sleep(3)
        captured, dropped = capture.stop(), self.dropped_for_their_ttl() - before
        arrived = [packet for path in self.lab.too_far for packet in packets_of(captured, path, ours=False)]
        for path in self.lab.too_far:
            with self.subTest(path=path.name):
                self.assertEqual({packet.ttl for packet in packets_of(captured, path, ours=False)}, {self.lab.min_ttl})
                session = self.lab.monitor.session(path.name)
                self.assertEqual((session["state"], session.get("remote_discriminator", 0)), ("down", 0))
                self.assertFalse(self.lab.daemon.shown(path).up)
        # Those that came while tshark was starting and stopping are counted, too.
        self.assertGreaterEqual(dropped, len(arrived))
        # The same way is good where one TTL less is enough.
        for path in self.lab.paths:
            if not path.interface:
                ttls = {packet.ttl for packet in packets_of(captured, path, ours=False)}
                self.assertEqual((ttls, self.lab.monitor.session(path.name)["state"]), ({self.lab.min_ttl}, "up"))

    def dropped_for_their_ttl(self):
        drops = self.lab.monitor.ask("counters")["counters"].get("drops", [])
        return sum(drop["packets"] for drop in drops if drop["reason"] == "bad_ttl")


class BirdTest(BfdTest):
    daemon = BirdBfd


class BirdRolloverTest(unittest.TestCase):
    """Every type of authentication changes its key, which no two clocks do at the same moment."""

    def setUp(self):
        now = int(time.time())
        self.rollover = Rollover(ours=now + 15, theirs=now + 18, over=now + 21)
        self.lab = new_lab(BirdBfd, rollover=self.rollover)
        self.addCleanup(self.lab.close)

    def test_keys_roll_over_without_a_flap(self):
        self.lab.start()
        self.lab.settle()
        self.assertLess(time.time(), self.rollover.ours - 2, "this machine is too slow for the times chosen")
        capture = self.lab.capture("rollover")
        told = len(self.lab.monitor.events)
        time.sleep(self.rollover.over + 2 * TIMERS.multiplier * TIMERS.receive / 1000 - time.time())
        sessions = {path.name: self.lab.monitor.session(path.name) for path in self.lab.paths}
        # A stall of ours is no flap.
        self.assertEqual([event for event in self.lab.monitor.events[told:] if event["event"] == "bfd_state"], [])
        captured = capture.stop()
        for path in self.lab.paths:
            with self.subTest(path=path.name):
                self.assertEqual(sessions[path.name]["state"], "up")
                self.assertEqual(sessions[path.name].get("packets_discarded", 0), 0)
                self.assertTrue(self.lab.daemon.shown(path).up)
                for ours in (True, False):
                    packets = packets_of(captured, path, ours)
                    self.assertEqual({packet.state for packet in packets}, {UP})
                    keys = [packet.key_id for packet in packets]
                    self.assertEqual(keys, sorted(keys))
                    self.assertEqual({KEY_ID, NEXT_KEY_ID}, set(keys))
                # For a while the two sent with different keys.
                both = [packet for packet in captured if packet.source in (path.ours, path.theirs)]
                first = next(packet for packet in both if packet.key_id == NEXT_KEY_ID)
                last = [packet for packet in both if packet.key_id == KEY_ID][-1]
                self.assertEqual((first.source, last.source), (path.ours, path.theirs))


class FrrTest(BfdTest):
    daemon = FrrBfd


def load_tests(loader, _tests, _pattern):
    """The classes of the daemon named by the environment, so that each is a target of its own."""
    classes = {"bird": (BirdTest, BirdRolloverTest), "frr": (FrrTest,)}
    wanted = os.environ.get("WAYMARK_INTEROP", ",".join(classes)).split(",")
    return unittest.TestSuite(loader.loadTestsFromTestCase(one) for name in wanted for one in classes[name])


if __name__ == "__main__":
    sys.exit(xml_result.main(sys.modules[__name__]))
