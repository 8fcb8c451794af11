# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the checks; see tools/check."""

import argparse
import pathlib
import subprocess
import sys
import time

from checks import build_style
from checks import compile_flags
from checks import config_fields
from checks import conformance
from checks import deps
from checks import floors
from checks import formatting
from checks import headers
from checks import machine_paths
from checks import readme
from checks import spdx
from checks import tidy
from checks import tree as trees
from checks import unit_tests

# The quick ones first.
CHECKS = (
    unit_tests, spdx, machine_paths, readme, config_fields, conformance, floors, formatting, build_style, deps,
    compile_flags, headers, tidy,
)


def name_of(module):
    return module.__name__.rpartition(".")[2]


def main():
    parser = argparse.ArgumentParser(prog="tools/check")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--base", metavar="REVISION")
    parser.add_argument("--fix", action="store_true")
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(map(name_of, CHECKS)))
    arguments = parser.parse_args()
    unknown = set(arguments.checks) - set(map(name_of, CHECKS))
    if unknown:
        parser.error(f"no such check: {', '.join(sorted(unknown))}")

    root = pathlib.Path.cwd()
    tree = trees.Tree.of_repository(root)
    if arguments.fix:
        formatting.fix(tree)
        build_style.fix(tree)
        tree = trees.Tree.of_repository(root)
    tidied = None if arguments.all else tidy.changed_since(root, arguments.base)
    failed = 0
    for module in CHECKS:
        if arguments.checks and name_of(module) not in arguments.checks:
            continue
        start = time.monotonic()
        try:
            problems = module.check(tree, tidied) if module is tidy else module.check(tree)
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            problems = [f"could not run: {error}"]
        failed += bool(problems)
        verdict = f"{len(problems)} wrong" if problems else "ok"
        claim = module.__doc__.split("\n", maxsplit=1)[0]
        print(f"{name_of(module)}: {verdict} ({time.monotonic() - start:.0f} s). {claim}", flush=True)
        for problem in problems:
            print(f"  {problem}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
