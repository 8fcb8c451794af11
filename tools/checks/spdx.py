# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Every source file begins with the copyright and licence lines."""

LINES = ("Copyright 2026 The Waymark Authors", "SPDX-License-Identifier: Apache-2.0")
# Ending or name -> comment sign. A file that is all name (tools/test) counts
# when it begins with "#!".
SIGNS = {
    ".bazel": "#",
    ".BUILD": "#",
    ".bzl": "#",
    ".cc": "//",
    ".c": "//",
    ".h": "//",
    ".js": "//",
    ".proto": "//",
    ".py": "#",
    ".sh": "#",
    ".textproto": "#",
    "BUILD": "#",
    "WORKSPACE": "#",
    ".bazelrc": "#",
    ".clang-format": "#",
    ".clang-tidy": "#",
}


def check(tree):
    problems = []
    for path in tree.paths:
        sign = _sign(path, tree)
        if sign is None or "/testdata/" in path:
            continue
        lines = tree.text(path).split("\n")
        if lines[0].startswith("#!"):
            lines = lines[1:]
        expected = [f"{sign} {line}" for line in LINES]
        if lines[:2] != expected:
            problems.append(f"{path}:1: must begin with the lines: {' | '.join(expected)}")
    return problems


def _sign(path, tree):
    for ending, sign in SIGNS.items():
        if path.endswith(ending):
            return sign
    if "." not in path.rsplit("/", 1)[-1] and tree.text(path).startswith("#!"):
        return "#"
    return None
