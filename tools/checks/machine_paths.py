# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""No tracked file names a folder of one machine."""

import re

from checks import tree as trees

# A temporary folder is asked for (mktemp, TEST_TMPDIR, ${TMPDIR:-/tmp}), not named.
# The brackets keep this file itself out of the findings.
PATTERN = re.compile(r"(?<![\w.$)}])/(?:wor[k]|far[m]|hom[e]/\w+|tm[p]/[\w.-]+|roo[t]/[\w.]+|var/tm[p]/\w+)(?:/|\b)")


def check(tree):
    problems = []
    for path in tree.paths:
        if "/testdata/" in path:
            continue
        text = tree.text(path)
        for match in PATTERN.finditer(text):
            line = trees.line_of(text, match.start())
            problems.append(f"{path}:{line}: {match.group()} is a path of one machine; take it from an argument or mktemp")
    return problems
