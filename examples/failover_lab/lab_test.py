# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of what lab.py makes of its command line and of the machine."""
import contextlib
import io
import unittest
from unittest import mock

import lab
from loopback import Loopback
from narrator import Narrator


def options(*words):
    with mock.patch("sys.argv", ["lab.py", "--binaries", "bazel-bin", *words]):
        return lab.arguments()


class FiguresTest(unittest.TestCase):
    def test_every_way_of_noticing_of_every_scenario_is_among_them(self):
        for number, scenario in lab.SCENARIOS.items():
            taken = {one.name for one in options("--figures", "--scenario", str(number)).liveness}
            self.assertLessEqual(set(scenario.default_liveness.split(",")), taken)

    def test_of_each_there_are_20_runs(self):
        self.assertEqual(options("--figures").runs, 20)


class FallBackTest(unittest.TestCase):
    def fall_back(self, chosen):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            lab.fall_back(chosen, Narrator(quiet=False), "not root")
        return output.getvalue()

    def test_on_loopback_addresses_the_reason_and_the_way_out_are_told(self):
        chosen = options()
        said = self.fall_back(chosen)
        self.assertIs(chosen.scenario, Loopback)
        self.assertIn("(not root)", said)
        self.assertIn("Run it as root, or allow user namespaces (sysctl ", said)

    def test_what_needs_namespaces_ends_with_them(self):
        with self.assertRaises(SystemExit) as ended:
            self.fall_back(options("--scenario", "2"))
        self.assertIn("not root\nRun it as root", ended.exception.code)


if __name__ == "__main__":
    unittest.main()
