# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the tables."""
import unittest

import failover_table


def row(fault, **fields):
    values = {"min": 121.0, "median": 136.4, "max": 141.0}
    return {"route_server": "bird", "announcer": "waymark", "fault": fault, "liveness": "bfd50x3", "runs": 20,
            "outage_ms": values, "outage_p90_ms": 140.2, "bound_ms": 161.3, "switch_ms": values,
            "lost": values, "lost_at_failback": 3, **fields}


class TableTest(unittest.TestCase):
    def test_each_fault_has_a_table_in_a_fixed_order(self):
        text = failover_table.markdown([row("kill"), row("silent"), row("kill")])
        self.assertEqual([line for line in text.splitlines() if line.startswith("#")], ["### silent", "### kill"])
        self.assertEqual(text.count("| bird | waymark |"), 3)

    def test_a_route_server_that_does_not_tell_has_a_dash(self):
        line = failover_table.markdown([row("silent", late_us={"min": 10.0, "median": 95.5, "max": 800.0})])
        self.assertEqual(line.splitlines()[-1], "| bird | waymark | bfd50x3 | 20 | 121 / 136 / 141 | 140 | 161 | "
                         "121 / 136 / 141 | 121 / 136 / 141 | 3 | 10 / 96 / 800 | - | - |")

    def test_a_fault_after_which_nothing_switched_has_a_dash(self):
        lines = failover_table.markdown([{key: value for key, value in row("kill").items() if key != "switch_ms"}])
        self.assertIn("| 161 | - |", lines)

    def test_idle_time_has_a_table_of_its_own(self):
        text = failover_table.markdown([row("kill"), {
            "route_server": "frr", "announcer": "frr", "liveness": "bfd10x3", "fault": "idle", "idle_s": 600,
            "false_downs": 2, "lateness_ms": 7.25}])
        self.assertEqual(text.splitlines()[-1], "| frr | frr | bfd10x3 | 600 | 2 | 7.2 |")


if __name__ == "__main__":
    unittest.main()
