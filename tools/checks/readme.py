# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What the README calls all of a file is all of it, and short enough to be shown."""

import re

# "This is all of [NAME](PATH)...", and the next block of code.
_SHOWN = re.compile(
    r"^This is all of \[[^\]]*\]\((?P<path>[^)]+)\)(?:(?!^```).)*^```\w+\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
EXAMPLE = "examples/minimal_speaker/minimal_speaker.cc"
MAX_LINES = 99


def check(tree):
    if "README.md" not in tree.paths:
        return []
    readme = tree.text("README.md")
    problems = []
    shown = set()
    for match in _SHOWN.finditer(readme):
        path, text = match.group("path"), match.group("text")
        shown.add(path)
        line = readme.count("\n", 0, match.start("text")) + 1
        if path not in tree.paths:
            problems.append(f"README.md:{line}: there is no {path}")
        elif tree.text(path) != text:
            at = _first_difference(text.split("\n"), tree.text(path).split("\n"))
            problems.append(f"README.md:{line + at}: differs from {path}:{at + 1}; copy that file whole")
        elif text.count("\n") > MAX_LINES:
            problems.append(f"{path}:{MAX_LINES + 1}: too long to be shown whole; keep it to {MAX_LINES} lines")
    if EXAMPLE in tree.paths and EXAMPLE not in shown:
        problems.append(f'README.md:1: does not show {EXAMPLE} after a line "This is all of [...]({EXAMPLE})"')
    return problems


def _first_difference(shown, real):
    for index, (a, b) in enumerate(zip(shown, real)):
        if a != b:
            return index
    return min(len(shown), len(real))
