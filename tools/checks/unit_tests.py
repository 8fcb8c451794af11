# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The tools do what they are for: their own unit tests pass."""

import subprocess
import sys


def check(tree):
    done = subprocess.run(
        [sys.executable, "-B", "-m", "unittest", "discover", "-t", ".", "-s", ".", "-p", "*_test.py"],
        cwd=tree.root / "tools", capture_output=True, text=True,
    )
    return [done.stderr.strip()] if done.returncode else []
