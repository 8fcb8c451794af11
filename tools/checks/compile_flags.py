# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Our sources compile as C++20 with warnings as errors, the libraries without exceptions and RTTI."""

from checks import bazel
from checks import floors

ALL = ("-std=c++20", "-Wall", "-Wextra", "-Werror")
LIBRARIES = ("-fno-exceptions", "-fno-rtti")
# What a later argument would take back.
OPPOSITES = {
    "-fno-exceptions": "-fexceptions",
    "-fno-rtti": "-frtti",
    "-Werror": "-Wno-error",
    "-Wall": "-w",
}


def check(tree):
    return problems_of(tree, bazel.compile_commands(tree.root))


def problems_of(tree, commands):
    problems = []
    for source, arguments in sorted(commands.items()):
        floor = floors.floor_of(source)
        wanted = ALL + (() if floor in (None, "examples", "benchmarks") else LIBRARIES)
        for flag in wanted:
            if not _holds(arguments, flag):
                problems.append(f"{source}: compiles without {flag}; see per_file_copt in .bazelrc")
    for path in tree.ending(".cc"):
        if path not in commands:
            problems.append(f"{path}: no target compiles it; add it to the srcs of one")
    return problems


def _holds(arguments, flag):
    if flag not in arguments:
        return False
    last = len(arguments) - 1 - arguments[::-1].index(flag)
    return OPPOSITES.get(flag) not in arguments[last:]
