# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of count_tests.py, on events as Bazel 4.2.3 writes them."""

import json
import unittest

import count_tests


def configured(label, tags=()):
    return {
        "id": {"targetConfigured": {"label": label}},
        "configured": {"testSize": "MEDIUM", "tag": list(tags)},
    }


def completed(label, success=True):
    return {
        "id": {"targetCompleted": {"label": label}},
        "completed": {"success": True} if success else {},
    }


def result(label, uri, run=1, shard=0, attempt=1):
    return {
        "id": {"testResult": {"label": label, "run": run, "shard": shard, "attempt": attempt}},
        "testResult": {"testActionOutput": [
            {"name": "test.log", "uri": "file:///log"},
            {"name": "test.xml", "uri": uri},
        ]},
    }


def summary(label, status):
    return {"id": {"testSummary": {"label": label}}, "testSummary": {"overallStatus": status}}


PASSED = '<testcase name="Ok" status="run" result="completed" classname="A"/>'
FAILED = '<testcase name="Bad" status="run" classname="A"><failure message="x"/></testcase>'
SKIPPED = '<testcase name="Skip" status="run" result="skipped" classname="A"><skipped/></testcase>'
DISABLED = '<testcase name="DISABLED_x" status="notrun" result="suppressed" classname="A"/>'
ERROR = '<testcase name="t" status="run"><error message="exited with error code 1"/></testcase>'


def document(*cases):
    return "<testsuites><testsuite>" + "".join(cases) + "</testsuite></testsuites>"


class CountTestsTest(unittest.TestCase):

    def outcome(self, events, files, no_skipped=(), bazel_status=0):
        """Returns the lines that the run would print and whether all was well."""
        targets = count_tests.read_events(json.dumps(event) for event in events)
        for target in targets.values():
            count_tests.settle(target, no_skipped, read=files.__getitem__)
        lines = []
        well = count_tests.report(targets, bazel_status, write=lines.append)
        return lines, well

    def one(self, cases, status="PASSED", tags=(), **kwargs):
        events = [configured("//a:t", tags), completed("//a:t"), result("//a:t", "u"),
                  summary("//a:t", status)]
        lines, well = self.outcome(events, {"u": document(*cases)}, **kwargs)
        return lines[-1], well

    def test_cases_are_added_up(self):
        self.assertEqual(self.one([PASSED, PASSED]), ("2 passed, 0 failed", True))

    def test_a_failed_case_counts_and_is_named(self):
        self.assertEqual(
            self.one([PASSED, FAILED], "FAILED", bazel_status=3), ("1 passed, 1 failed", False))

    def test_skipped_and_disabled_cases_are_counted_apart(self):
        self.assertEqual(
            self.one([PASSED, SKIPPED, DISABLED]), ("1 passed, 0 failed, 2 skipped", True))

    def test_skipped_is_a_failure_where_it_must_not_be(self):
        self.assertEqual(
            self.one([PASSED, SKIPPED], tags=["interop"], no_skipped=["interop"]),
            ("1 passed, 1 failed", False))
        self.assertEqual(
            self.one([PASSED, SKIPPED], tags=["external"], no_skipped=["interop"]),
            ("1 passed, 0 failed, 1 skipped", True))

    def test_the_crash_of_a_shell_test_is_its_one_case(self):
        self.assertEqual(self.one([ERROR], "FAILED"), ("0 passed, 1 failed", False))

    def test_a_target_that_ran_out_of_time_without_a_failed_case_is_one_failure(self):
        self.assertEqual(self.one([PASSED], "TIMEOUT"), ("1 passed, 1 failed", False))

    def test_a_target_that_did_not_build_is_one_failure(self):
        events = [configured("//a:t"), completed("//a:t", success=False)]
        lines, well = self.outcome(events, {}, bazel_status=1)
        self.assertEqual(lines[-1], "0 passed, 1 failed")
        self.assertIn("FAILED: //a:t (NOT BUILT)", lines)
        self.assertFalse(well)

    def test_a_target_left_out_by_its_tags_is_not_counted(self):
        events = [configured("//a:t", ["interop"]), completed("//a:t")]
        self.assertEqual(self.outcome(events, {}), (["0 passed, 0 failed"], True))

    def test_a_run_that_failed_without_a_failed_test_is_one_failure(self):
        lines, well = self.outcome([], {}, bazel_status=1)
        self.assertEqual(lines[-1], "0 passed, 1 failed")
        self.assertFalse(well)

    def test_the_last_attempt_of_a_flaky_shard_counts(self):
        events = [configured("//a:t"), completed("//a:t"),
                  result("//a:t", "first"), result("//a:t", "second", attempt=2),
                  result("//a:t", "other", shard=1), summary("//a:t", "FLAKY")]
        files = {"first": document(FAILED), "second": document(PASSED), "other": document(PASSED)}
        lines, well = self.outcome(events, files)
        self.assertEqual((lines[-1], well), ("2 passed, 0 failed", True))

    def test_a_broken_document_is_a_failure(self):
        events = [configured("//a:t"), result("//a:t", "u"), summary("//a:t", "PASSED")]
        lines, well = self.outcome(events, {"u": "<testsuites>"})
        self.assertEqual((lines[-1], well), ("0 passed, 1 failed", False))


if __name__ == "__main__":
    unittest.main()
