# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Every obligation of a listed standard is proven by tests, both sides, or has a reason.

With WAYMARK_SHARED set, the lists are held to the numbered obligations there.
"""

import os
import pathlib

from checks import obligations as ob


def check(tree, shared=None):
    listed, standards, problems = ob.read_lists(tree)
    tags, faults = ob.read_tags(tree)
    problems += faults
    proven = sides_proven(tags)
    for tag in tags:
        if ob.standard_of(tag.identifier) in standards and tag.identifier not in listed:
            problems.append(f"{tag.place}: {tag.identifier} is not in {ob.list_path(ob.standard_of(tag.identifier))}")
    for obligation in listed.values():
        problems += _judge(obligation, proven.get(obligation.identifier, set()))
    shared = shared or os.environ.get("WAYMARK_SHARED")
    if shared:
        for standard in sorted(standards):
            problems += _compare(standard, listed, pathlib.Path(shared))
    return problems


def sides_proven(tags):
    """{identifier: {sides}}."""
    proven = {}
    for tag in tags:
        proven.setdefault(tag.identifier, set()).add(tag.side)
    return proven


def _judge(obligation, proven):
    if obligation.verdict == ob.NOT_OURS and proven:
        yield f"{obligation.place}: {obligation.identifier} has tests, and a reason why it needs none; drop one"
        return
    if obligation.verdict == ob.NOT_MET and proven == set(ob.SIDES):
        yield f"{obligation.place}: {obligation.identifier} is proven from both sides; drop the reason"
        return
    missing = [side for side in obligation.wanted if side not in proven]
    if missing:
        yield (f"{obligation.place}: no {' and no '.join(missing)} test of {obligation.identifier}; "
               "tag one, or say why there is none")
    for side in proven:
        if obligation.verdict in (ob.POSITIVE_ONLY, ob.NEGATIVE_ONLY) and side not in obligation.wanted:
            yield f"{obligation.place}: {obligation.identifier} has a {side} test after all; drop the reason"


def _compare(standard, listed, shared):
    path = shared / "conformance" / f"{standard.lower()}.txt"
    if not path.exists():
        return
    place = ob.list_path(standard)
    numbered = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        identifier, keyword, _ = line.split("\t", 2)
        numbered[identifier] = keyword
        if identifier not in listed:
            yield f"{place}: {identifier} is missing"
        elif listed[identifier].keyword != keyword:
            yield f"{listed[identifier].place}: {identifier} is a {keyword}"
    for identifier, obligation in listed.items():
        if obligation.standard == standard and identifier[-1].isdigit() and identifier not in numbered:
            yield f"{obligation.place}: {identifier} is not among the numbered obligations; give it a letter"
