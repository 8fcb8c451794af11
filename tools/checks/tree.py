# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The files under check, and what their C++ text says."""

import functools
import pathlib
import re
import subprocess

CPP = (".h", ".cc")
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
# In order: a comment may hold quotes, a string may hold comment signs.
_COMMENT_OR_LITERAL = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|'
    r"(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])*'",
    re.DOTALL,
)


class Tree:
    """Files by path from the root, with the text of each."""

    def __init__(self, root, paths):
        self.root = pathlib.Path(root)
        self.paths = sorted(paths)

    @classmethod
    def of_repository(cls, root):
        """What git tracks or would track: a new file is checked before it is added."""
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root, capture_output=True, text=True, check=True,
        ).stdout
        paths = {path for path in listing.split("\0") if path}
        return cls(root, [path for path in paths if (pathlib.Path(root) / path).is_file()])

    @functools.lru_cache(maxsize=None)
    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def ending(self, *endings):
        return [path for path in self.paths if path.endswith(endings)]

    def named(self, *names):
        return [path for path in self.paths if path.rsplit("/", 1)[-1] in names]


def is_test_code(path):
    """A test, or what only tests link."""
    return path.endswith("_test.cc") or "/testing/" in path


def includes(text):
    """Yields (line, path, angled) of each #include."""
    for match in _INCLUDE.finditer(text):
        yield line_of(text, match.start(1)), match.group(2), match.group(1) == "<"


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def without_comments_and_literals(text):
    """The text with those blanked out, lines kept."""
    return _COMMENT_OR_LITERAL.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
