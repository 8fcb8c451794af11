# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What tools/conformance prints, and where it breaks what."""

import collections
import re

import mutation
from checks import conformance
from checks import obligations as ob

COLUMNS = ("obligations", "both sides", "one side, with reason", ob.NOT_OURS, ob.NOT_MET, "missing")


def column_of(obligation, proven):
    if obligation.verdict in (ob.NOT_OURS, ob.NOT_MET):
        return obligation.verdict
    if not set(obligation.wanted) <= proven:
        return "missing"
    return "one side, with reason" if obligation.verdict else "both sides"


def table(listed, standards, tags):
    """The lines of the table: one for each standard, and those that have no list."""
    proven = conformance.sides_proven(tags)
    rows = {standard: collections.Counter() for standard in standards}
    for obligation in listed.values():
        rows[obligation.standard]["obligations"] += 1
        rows[obligation.standard][column_of(obligation, proven.get(obligation.identifier, set()))] += 1
    lines = ["".join(["standard".ljust(10), *(f"  {column}" for column in COLUMNS)])]
    for standard in sorted(rows):
        cells = (f"  {rows[standard][column]:>{len(column)}}" for column in COLUMNS)
        lines.append("".join([standard.ljust(10), *cells]))
    unlisted = collections.defaultdict(set)
    for tag in tags:
        if ob.standard_of(tag.identifier) not in standards:
            unlisted[ob.standard_of(tag.identifier)].add(tag.identifier)
    for standard in sorted(unlisted):
        lines.append(f"{standard:10}  {len(unlisted[standard])} obligations named by tests; no list")
    return lines


def details(listed, standard, tags):
    """The lines about every obligation of one standard."""
    tests = collections.defaultdict(list)
    for tag in tags:
        tests[tag.identifier].append(f"    {tag.side}: {tag.path} {tag.test}")
    lines = []
    for obligation in listed.values():
        if obligation.standard == standard:
            lines.append(f"{obligation.identifier} {obligation.keyword}: {obligation.sentence}")
            lines += [f"    {obligation.reason}"] if obligation.reason else []
            lines += tests[obligation.identifier]
    return lines


class Sections:
    """Where each section is implemented, and by which tests it is proven."""

    def __init__(self, tree, tags):
        self._tests = collections.defaultdict(list)
        self._changes = collections.defaultdict(list)
        for tag in tags:
            if tag.path.endswith(".cc"):
                self._tests[ob.section_of(tag.identifier)].append(tag)
        for path in filter(ob.is_source, tree.paths):
            text = tree.text(path)
            cited = {(standard, section) for _, standard, section in ob.citations(text)} & set(self._tests)
            if not cited:
                continue
            possible = self._possible(path, text)
            for section in cited:
                near = ob.cited_lines(text, *section)
                self._changes[section] += [(path, *change) for change in possible if change[0] in near]

    @staticmethod
    def _possible(path, text):
        """The changes of a file; in a header those of lines that do something."""
        lines = text.split("\n")
        return [change for change in mutation.changes(lines)
                if path.endswith(".cc") or re.search(r"\breturn\b|\bif \(|[^=!<>]=[^=]", lines[change[0]])]

    def changes(self, identifier):
        """All (source, line from 0, new line) of its section."""
        return self._changes[ob.section_of(identifier)]

    def targets(self, identifier):
        """The Bazel targets with the tests of its section."""
        return sorted({target_of(tag.path) for tag in self._tests[ob.section_of(identifier)]})

    def test_filter(self, identifier):
        """The tests of its section, for gtest."""
        return ":".join(sorted({tag.test for tag in self._tests[ob.section_of(identifier)]}))


def target_of(path):
    """bfd/session_test.cc -> //bfd:session_test, as all tests here are named."""
    folder, _, name = path.removesuffix(".cc").rpartition("/")
    return f"//{folder}:{name}"
