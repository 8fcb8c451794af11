# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Breaks C++ at random: what can be changed in a file, and a copy of the tree to try it in."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# Bazel's exit status when the build succeeded and a test failed.
TESTS_FAILED = 3

SWAPS = {"==": "!=", "!=": "==", "<": "<=", ">": ">=", "<=": "<", ">=": ">", "&&": "||", "||": "&&",
         "true": "false", "false": "true", " + ": " - ", " - ": " + "}


# One call or one assignment, whole on its line: what can be left out.
STATEMENT = re.compile(r"(\s+)(?!return\b|break\b|delete\b)[\w.:\[\]*()>-]+(?:\(.*\)| [|&+-]?= .*);")
CONDITION = re.compile(r"((?:if|while) \()([^;]*)(\) (?:\{|[^{}]*;))")


def code_lines(text):
    """Numbers of the lines that hold code, the preamble left out."""
    return [number for number, line in enumerate(text)
            if line.strip() and not line.lstrip().startswith(("//", "#", "namespace", "using", "}"))]


def changes(lines):
    """All single changes: (line number from 0, new line)."""
    text = "\n".join(lines)
    enumerators = sorted(set(re.findall(r"\b(?:\w+::)?k[A-Z]\w+", text)))
    for number in code_lines(lines):
        line = lines[number].split("//")[0]
        for found in re.finditer(r"\b(?:\w+::)?k[A-Z]\w+", line):
            scope = found[0].rpartition("::")[0]
            for other in enumerators:
                if other != found[0] and other.rpartition("::")[0] == scope:
                    yield number, line[:found.start()] + other + line[found.end():]
        for found in re.finditer(r"\|\s*(?:\w+::)?k[A-Z]\w+", line):
            yield number, line[:found.start()] + line[found.end():]
        for old, new in SWAPS.items():
            pattern = re.escape(old) if not old.isalpha() else r"\b%s\b" % old
            for found in re.finditer(r"(?<![<>=!&|-])%s(?![<>=&|])" % pattern, line):
                yield number, line[:found.start()] + new + line[found.end():]
        found = STATEMENT.fullmatch(line.rstrip())
        if found:
            yield number, found[1] + ";"
        found = CONDITION.search(line)
        if found and found[2].count("(") == found[2].count(")"):
            yield number, line[:found.start(2)] + "!(" + found[2] + ")" + line[found.end(2):]


class Copy:
    """A copy of the last commit, gone with all that Bazel made of it when the block ends."""

    def __init__(self, root, bazel_options=()):
        self._root = root
        self._bazel_options = bazel_options
        self._folder = None
        self.tree = None

    def __enter__(self):
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="waymark-mutate-"))
        self.tree = self._folder / "tree"
        try:
            subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(self._root), str(self.tree)], check=True)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_):
        for command in (["shutdown"], ["clean", "--expunge"]):
            subprocess.run(["bazel", *command], cwd=self.tree, capture_output=True, check=False)
        shutil.rmtree(self._folder, ignore_errors=True)

    def test(self, targets, options=()):
        """Bazel's exit status for the targets, and what it printed."""
        done = subprocess.run(
            ["bazel", "test", "--noshow_progress", "--test_output=summary", *self._bazel_options, *options, *targets],
            cwd=self.tree, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def require_success(self, targets):
        """Exits unless the tests pass as the sources are."""
        status, output = self.test(targets)
        if status != 0:
            sys.exit(output + "the tests fail without any change")

    def survives(self, source, number, line, targets, options=()):
        """Whether every test passes with that line changed; None if it does not build."""
        path = self.tree / source
        original = path.read_text(encoding="utf-8")
        lines = original.split("\n")
        try:
            path.write_text("\n".join(lines[:number] + [line] + lines[number + 1:]), encoding="utf-8")
            status, _ = self.test(targets, options)
        finally:
            path.write_text(original, encoding="utf-8")
        return status == 0 if status in (0, TESTS_FAILED) else None


def describe(survived, source, number, old, new):
    return "%s  %s:%d  %s  ->  %s" % (
        "SURVIVED" if survived else "killed  ", source, number + 1, old.strip(), new.strip())
