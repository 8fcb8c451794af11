# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The laboratory on loopback addresses once through, with its programs."""
import contextlib
import os
import socket
import tempfile
import unittest

import liveness
from loopback import BFD_PORT, TRIED_ADDRESS, Loopback, why_no_bfd
from narrator import Narrator
from run import one_run
from scenario import Programs


def runs(noticed_by, *faults):
    """What was seen of each fault."""
    with tempfile.TemporaryDirectory(prefix="waymark-lab-") as folder, contextlib.closing(
            Loopback("lo", liveness.parse(noticed_by), Programs(os.getcwd()), os.path.join(folder, "lab"),
                     lambda *_: None)) as lab:
        lab.start()
        return {fault: one_run(lab, fault, Narrator(quiet=True)) for fault in faults}


class LoopbackTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.runs = runs("hold3", "term", "silent")

    def test_probes_follow_the_choice_of_the_route_server_there_and_back(self):
        for run in self.runs.values():
            self.assertIsNotNone(run["switch_ms"])
            self.assertEqual(run["lost_at_failback"], 0)

    def test_an_orderly_end_loses_no_probe(self):
        self.assertEqual(self.runs["term"]["lost"], 0)

    def test_a_silence_is_noticed_by_the_hold_time(self):
        # The last KEEPALIVE came up to a second before.
        self.assertGreater(self.runs["silent"]["outage_ms"], 1500)
        self.assertLess(self.runs["silent"]["outage_ms"], 9000)


class BfdTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        reason = why_no_bfd()
        if reason:
            raise unittest.SkipTest("there can be no BFD here: " + reason)
        # Between programs that the machine may keep waiting: with time to spare.
        cls.runs = runs("bfd100x3", "silent", "freeze", "kill")

    def test_bfd_notices_before_the_hold_time_could(self):
        for fault in ("silent", "freeze"):
            self.assertGreater(self.runs[fault]["outage_ms"], 150)
            self.assertLess(self.runs[fault]["outage_ms"], 6000)

    def test_probes_follow_the_choice_of_the_route_server_there_and_back(self):
        for run in self.runs.values():
            self.assertIsNotNone(run["switch_ms"])
            self.assertIsNotNone(run["lost_at_failback"])


class PortTest(unittest.TestCase):
    def test_where_the_port_is_taken_there_is_no_bfd(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            with contextlib.suppress(OSError):  # somebody else has it
                one.bind((TRIED_ADDRESS, BFD_PORT))
            self.assertIn("UDP port 3784", why_no_bfd())


if __name__ == "__main__":
    unittest.main()
