# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""C++ and .proto files are as clang-format writes them."""

import re
import subprocess

TOOL = "clang-format-19"


def files(tree):
    return [path for path in tree.ending(".h", ".cc", ".c", ".proto") if "/testdata/" not in path]


def check(tree):
    if not files(tree):
        return []
    done = subprocess.run(
        [TOOL, "--dry-run", "-Werror", *files(tree)],
        cwd=tree.root, capture_output=True, text=True,
    )
    if done.returncode == 0:
        return []
    unformatted = sorted(set(re.findall(r"^(\S+?):\d+:\d+: error:", done.stderr, re.MULTILINE)))
    if not unformatted:
        return [f"{TOOL} failed: {done.stderr.strip()}"]
    return [f"{path}: not formatted; run tools/check --fix" for path in unformatted]


def fix(tree):
    if files(tree):
        subprocess.run([TOOL, "-i", *files(tree)], cwd=tree.root, check=True)
