# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""clang-tidy finds nothing in the files that changed."""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import tempfile

from checks import bazel
from checks import tree as trees

TOOL = "clang-tidy-19"
FINDING = re.compile(r"^(\S+?)(:\d+:\d+: (?:warning|error): .*)$", re.MULTILINE)


def changed_since(root, base=None):
    """The files that differ from base; None (all of them) where there is no base.

    Without a base it is where this branch left origin/main, or, on main itself,
    the commit before.
    """
    base = base or _git(root, "merge-base", "HEAD", "origin/main")
    head = _git(root, "rev-parse", "HEAD")
    if not base or base == head:
        base = _git(root, "rev-parse", "--verify", "--quiet", "HEAD~1")
    if not base:
        return None
    listing = _git(root, "diff", "--name-only", base) or ""
    untracked = _git(root, "ls-files", "--others", "--exclude-standard") or ""
    return set((listing + "\n" + untracked).split("\n")) - {""}


def _git(root, *arguments):
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def sources_to_check(tree, changed):
    """The changed .cc files, and for each changed header one .cc that includes it."""
    sources = [path for path in tree.ending(".cc") if changed is None or path in changed]
    if changed is None or ".clang-tidy" in changed:
        return tree.ending(".cc")
    for header in [path for path in tree.ending(".h") if path in changed]:
        including = [
            path for path in tree.ending(".cc")
            if any(included == header for _, included, _ in trees.includes(tree.text(path)))
        ]
        if including and not set(including) & set(sources):
            # Its own .cc file first, then whichever is nearest by name.
            stem = header.removesuffix(".h")
            sources.append(max(including, key=lambda path: len(os.path.commonprefix([path, stem]))))
    return sorted(sources)


def check(tree, changed=None):
    commands = bazel.compile_commands(tree.root)
    sources = [source for source in sources_to_check(tree, changed) if source in commands]
    if not sources:
        return []
    bazel.generate_headers(tree.root)
    roots = (bazel.info(tree.root, "execution_root"), bazel.info(tree.root, "output_base"))
    return problems_of(tree, {source: commands[source] for source in sources}, *roots)


def problems_of(tree, commands, execution_root="", output_base=""):
    with tempfile.TemporaryDirectory() as folder:
        database = pathlib.Path(folder, "compile_commands.json")
        database.write_text(json.dumps(_database(tree, commands, execution_root, output_base)), encoding="utf-8")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            outputs = pool.map(lambda source: _tidy(tree, folder, source), commands)
            # A header's finding comes with each source that includes it.
            return sorted({problem for output in outputs for problem in output})


def _database(tree, commands, execution_root, output_base):
    """Bazel's command lines, with its relative paths made to hold from the root."""

    def absolute(argument):
        if argument.startswith("external/"):
            return f"{output_base}/{argument}"
        if argument.startswith("bazel-out/"):
            return f"{execution_root}/{argument}"
        return argument

    entries = []
    for source, arguments in commands.items():
        # What clang does not know of gcc's.
        kept = [argument for argument in arguments if argument != "-fno-canonical-system-headers"]
        entries.append({
            "directory": str(tree.root),
            "file": source,
            "arguments": [absolute(argument) for argument in kept],
        })
    return entries


def _tidy(tree, folder, source):
    done = subprocess.run(
        [TOOL, "--quiet", "-p", folder, source], cwd=tree.root, capture_output=True, text=True,
    )
    found = FINDING.findall(done.stdout)
    if done.returncode and not found:
        return [f"{source}: {TOOL} failed:\n{done.stderr.strip()}"]
    return findings(done.stdout, tree)


def findings(output, tree):
    """Those in our files, and what clang could not compile, wherever it lies.

    The analyser follows a call into Abseil and reports what it thinks of it there.
    """
    found = []
    for path, rest in FINDING.findall(output):
        ours = os.path.normpath(path.removeprefix(f"{tree.root}/"))
        if ours in tree.paths or "[clang-diagnostic-error" in rest:
            found.append(ours + rest)
    return found
