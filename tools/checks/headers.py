# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Every header compiles on its own, and twice, behind a guard named after its path."""

import concurrent.futures
import os
import re
import subprocess

from checks import bazel
from checks import compile_flags

COMPILER = "g++"


def guard_of(path):
    return "WAYMARK_" + re.sub(r"[^A-Z0-9]", "_", path.upper()) + "_"


def check(tree):
    bazel.generate_headers(tree.root)
    return problems_of(tree, bazel.info(tree.root, "bazel-bin"))


def problems_of(tree, generated):
    headers = tree.ending(".h")
    problems = []
    for path in headers:
        guard = guard_of(path)
        text = tree.text(path)
        if f"#ifndef {guard}\n#define {guard}\n" not in text or not text.endswith(f"#endif  // {guard}\n"):
            problems.append(f"{path}: the include guard must be {guard}, with it as comment behind #endif")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, error in zip(headers, pool.map(lambda path: _compile(tree, path, generated), headers)):
            if error:
                problems.append(f"{path}: does not compile on its own:\n{error}")
    return problems


def _compile(tree, path, generated):
    done = subprocess.run(
        [
            COMPILER, "-x", "c++", "-fsyntax-only", "-iquote", ".", "-iquote", generated,
            "-isystem", "/usr/include/libnl3", *compile_flags.ALL, "-",
        ],
        input=f'#include "{path}"\n' * 2,
        cwd=tree.root, capture_output=True, text=True,
    )
    return done.stderr.strip() if done.returncode else ""
