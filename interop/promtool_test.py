#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What Prometheus itself thinks of our metrics file and of our alert rules: its promtool reads both."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import xml_result
from daemons import skip_or_fail
from lone_node import LoneNode
from netlab import Host, LabError, wait_until
from scenario import Programs

ALERTS = "examples/announcer/metrics/alerts.yml"

STANDING = 'waymark_group_standing{pair="%s", instance="%s-%d", group="floating", standing="active"}'

TESTS = """\
rule_files: [%s]
tests:
  - interval: 15s
    input_series:
%s
    alert_rule_test:
%s
"""

ALERT_TEST = """\
      - eval_time: 2m
        alertname: %s
        exp_alerts:
          - exp_labels: {severity: critical, group: floating%s}
            exp_annotations: {summary: "%s"}"""


def why_not():
    if not shutil.which("promtool"):
        return "promtool is not installed (Debian's package prometheus): tools/test --interop installs it"
    try:
        Host("wmp%d-try" % os.getpid()).close()
    except (LabError, OSError) as error:
        return "network namespaces are not possible here: %s" % error
    return None


def promtool(*words, text=None):
    """Its exit status and what it said."""
    done = subprocess.run(["promtool", *words], input=text, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


class PromtoolTest(unittest.TestCase):
    def setUp(self):
        skip_or_fail(why_not())

    def test_the_alert_rules_are_sound(self):
        status, said = promtool("check", "rules", ALERTS)
        self.assertEqual(status, 0, said)
        with open(ALERTS, encoding="utf-8") as rules:
            count = rules.read().count("- alert:")
        self.assertIn("%d rules found" % count, said)

    def expect_alerts(self, pairs, expected):
        """`pairs`: by name, whether each node stands active; `expected`: of each alert further labels and summary."""
        series = ["      - series: '%s'\n        values: '%d+0x20'" % (STANDING % (pair, pair, node), active)
                  for pair, nodes in pairs.items() for node, active in enumerate(nodes)]
        tests = [ALERT_TEST % (alert, *what) for alert, what in expected.items()]
        tests += ["      - {eval_time: 2m, alertname: %s, exp_alerts: []}" % alert
                  for alert in ("WaymarkTwoActive", "WaymarkNobodyActive") if alert not in expected]
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            file.write(TESTS % (os.path.abspath(ALERTS), "\n".join(series), "\n".join(tests)))
            file.flush()
            status, said = promtool("test", "rules", file.name)
        self.assertEqual(status, 0, said)

    def test_each_pair_is_counted_by_itself(self):
        nobody = (", pair: b", "No node of b announces group floating as active.")
        two = (", pair: a", "Several nodes of a announce group floating as active.")
        self.expect_alerts({"a": [1, 0], "b": [0, 1]}, {})
        self.expect_alerts({"a": [1, 0], "b": [0, 0]}, {"WaymarkNobodyActive": nobody})
        self.expect_alerts({"a": [1, 1], "b": [0, 0]}, {"WaymarkTwoActive": two, "WaymarkNobodyActive": nobody})

    def test_without_the_label_there_is_one_pair(self):
        self.expect_alerts({"": [0, 1]}, {})
        self.expect_alerts({"": [1, 1]}, {
            "WaymarkTwoActive": ("", "Several nodes announce group floating as active.")})
        self.expect_alerts({"": [0, 0]}, {
            "WaymarkNobodyActive": ("", "No node announces group floating as active.")})

    def test_the_metrics_file_is_sound_and_in_good_style(self):
        host = Host("wmp%d" % os.getpid())
        self.addCleanup(host.close)
        folder = tempfile.mkdtemp(prefix="waymark-promtool-")
        page = os.path.join(folder, "waymark.prom")
        node = LoneNode(
            host, Programs(os.environ["WAYMARK_BINARIES"]), os.path.join(folder, "node"), 2,
            bfd="bfd { desired_min_tx_ms: 300 required_min_rx_ms: 300 }",
            group='health { name: "file" file: "/" interval_ms: 100 }',
            more='metrics { textfile: "%s" interval_ms: 100 } event_sink { file: "%s/alarms" event: "role" }' % (
                page, folder))
        self.addCleanup(node.stop)
        node.start()
        # With a role that was granted there is an incident, and something delivered.
        self.assertTrue(wait_until(lambda: node.role().get("standing") == "standby", 20, 0.05))
        subprocess.run(node.ctl("role", "floating", "active", "--epoch", "1", "--lease-ms", "60000"), check=True,
                       capture_output=True, timeout=30)

        def written():
            try:
                with open(page, encoding="utf-8") as lines:
                    text = lines.read()
            except FileNotFoundError:
                return None
            return text if 'waymark_group_lease_end_seconds{group="floating"}' in text else None

        text = wait_until(written, 20, 0.05)
        self.assertTrue(text, "no metrics file")
        for part in ("waymark_bfd_session_state", "waymark_health_check_well", "waymark_failover_seconds_bucket"):
            self.assertIn(part, text)
        status, said = promtool("check", "metrics", text=text)
        self.assertEqual((status, said), (0, ""))
        status, said = promtool("check", "metrics", text=text + "waymark_broken{ 1\n")
        self.assertNotEqual(status, 0, "promtool takes everything")


if __name__ == "__main__":
    sys.exit(xml_result.main(sys.modules[__name__]))
