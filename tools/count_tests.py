#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Counts the test cases of a `bazel test` run.

Reads the file that --build_event_json_file wrote and the test.xml files it
names. A target that did not pass though no case of it failed (it did not build,
crashed, or ran out of time) counts as one failure, and so does a run that
failed where no target did. Prints `N passed, N failed[, N skipped]` last.
"""

import argparse
import dataclasses
import json
import sys
import urllib.parse
import urllib.request
import xml.etree.ElementTree


@dataclasses.dataclass
class Target:
    """One test target: its verdict and its cases."""

    tags: list = dataclasses.field(default_factory=list)
    built: bool = False
    status: str = ""
    # The last attempt of each (run, shard) -> its test.xml, or None.
    results: dict = dataclasses.field(default_factory=dict)
    passed: int = 0
    failed: list = dataclasses.field(default_factory=list)
    skipped: list = dataclasses.field(default_factory=list)
    note: str = ""


def read_events(lines):
    """Returns {label: Target} for the test targets that ran or should have.

    A target left out by its tags is built and has no verdict: not one of them.
    """
    targets = {}
    for line in lines:
        event = json.loads(line)
        identity = event.get("id", {})
        if "targetConfigured" in identity and event.get("configured", {}).get("testSize"):
            label = identity["targetConfigured"]["label"]
            targets.setdefault(label, Target()).tags = event["configured"].get("tag", [])
        elif "targetCompleted" in identity:
            label = identity["targetCompleted"]["label"]
            if label in targets:
                targets[label].built = event.get("completed", {}).get("success", False)
        elif "testResult" in identity and "testResult" in event:
            key = identity["testResult"]
            target = targets.setdefault(key["label"], Target())
            uris = [
                output["uri"]
                for output in event["testResult"].get("testActionOutput", [])
                if output["name"] == "test.xml"
            ]
            # Attempts of one shard come in order, so that the last one stays.
            target.results[key.get("run"), key.get("shard")] = uris[0] if uris else None
        elif "testSummary" in identity and "testSummary" in event:
            label = identity["testSummary"]["label"]
            targets.setdefault(label, Target()).status = event["testSummary"]["overallStatus"]
    return {label: target for label, target in targets.items() if target.status or not target.built}


def read_uri(uri):
    with urllib.request.urlopen(uri) as file:
        return file.read()


def count_cases(target, document):
    """Adds the cases of one test.xml to the target."""
    for case in xml.etree.ElementTree.fromstring(document).iter("testcase"):
        name = ".".join(filter(None, [case.get("classname"), case.get("name")]))
        if case.find("failure") is not None or case.find("error") is not None:
            target.failed.append(name)
        elif (
            case.find("skipped") is not None
            or case.get("result") in ("skipped", "suppressed")
            or case.get("status") == "notrun"
        ):
            target.skipped.append(name)
        else:
            target.passed += 1


def settle(target, not_to_be_skipped, read=read_uri):
    """Counts the target's cases and decides what its verdict adds to them."""
    for uri in target.results.values():
        try:
            if uri:
                count_cases(target, read(uri))
        except (OSError, xml.etree.ElementTree.ParseError) as error:
            target.status = "FAILED"
            target.note = f"test.xml cannot be read: {error}"
    if target.status not in ("PASSED", "FLAKY") and not target.failed:
        target.failed.append(f"({target.status or 'NOT BUILT'})")
    if target.skipped and set(not_to_be_skipped) & set(target.tags):
        target.failed += [f"{name} (skipped, which is a failure here)" for name in target.skipped]
        target.skipped = []


def report(targets, bazel_status, write=print):
    """Writes the counts; returns whether all is well."""
    passed = sum(target.passed for target in targets.values())
    failed = sum(len(target.failed) for target in targets.values())
    skipped = sum(len(target.skipped) for target in targets.values())
    if failed:
        write("\nCases by target:")
        for label, target in sorted(targets.items()):
            write(
                f"  {label}: {target.passed} passed, {len(target.failed)} failed, "
                f"{len(target.skipped)} skipped{target.note and '; ' + target.note}"
            )
    for label, target in sorted(targets.items()):
        for name in target.failed:
            write(f"FAILED: {label} {name}")
        for name in target.skipped:
            write(f"skipped: {label} {name}")
    if bazel_status and not failed:
        write(f"FAILED: bazel ended with status {bazel_status} though no test failed")
        failed = 1
    write(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return failed == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--bazel-status", type=int, default=0, help="exit status of bazel test")
    parser.add_argument(
        "--no-skipped", action="append", default=[], metavar="TAG",
        help="a skipped case of a target with this tag counts as failed",
    )
    parser.add_argument("events", help="what --build_event_json_file wrote")
    arguments = parser.parse_args()
    with open(arguments.events, encoding="utf-8") as file:
        targets = read_events(file)
    for target in targets.values():
        settle(target, arguments.no_skipped)
    return 0 if report(targets, arguments.bazel_status) else 1


if __name__ == "__main__":
    sys.exit(main())
