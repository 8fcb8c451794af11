# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The laboratory on loopback addresses once through, with its programs."""
import os
import tempfile
import unittest

import liveness
from loopback import Loopback
from narrator import Narrator
from netlab import LabError
from run import one_run
from scenario import Programs


class LoopbackTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory(prefix="waymark-lab-") as folder:
            lab = Loopback("lo", liveness.parse("hold3"), Programs(os.getcwd()), os.path.join(folder, "lab"),
                           lambda *_: None)
            try:
                lab.start()
                cls.runs = {fault: one_run(lab, fault, Narrator(quiet=True)) for fault in ("term", "silent")}
            finally:
                lab.close()

    def test_probes_follow_the_choice_of_the_route_server_there_and_back(self):
        for run in self.runs.values():
            self.assertIsNotNone(run["switch_ms"])
            self.assertEqual(run["lost_at_failback"], 0)

    def test_an_orderly_end_loses_no_probe(self):
        self.assertEqual(self.runs["term"]["lost"], 0)

    def test_a_silence_is_noticed_by_the_hold_time(self):
        # The last KEEPALIVE came up to a second before.
        self.assertGreater(self.runs["silent"]["outage_ms"], 1500)
        self.assertLess(self.runs["silent"]["outage_ms"], 4500)

    def test_bfd_is_refused(self):
        with self.assertRaises(LabError):
            Loopback("lo", liveness.parse("bfd50x3"), Programs(os.getcwd()), "unused", lambda *_: None)


if __name__ == "__main__":
    unittest.main()
