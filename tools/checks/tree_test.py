# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of tree.py."""

import subprocess
import unittest

from checks import fixture
from checks import tree as trees


class TreeTest(unittest.TestCase):

    def test_includes_are_found_with_their_lines(self):
        text = '#include <map>\n// #include "no.h"\n#  include "a/b.h"\n'
        self.assertEqual(list(trees.includes(text)), [(1, "map", True), (3, "a/b.h", False)])

    def test_comments_and_literals_are_blanked_and_lines_kept(self):
        text = 'a = "x // y"; // c\nb = 1\'000; /* t\nu */ c = \'"\'; d = R"(e"f)";\ng'
        code = trees.without_comments_and_literals(text)
        self.assertEqual(code.split(), ["a", "=", ";", "b", "=", "1'000;", "c", "=", ";", "d", "=", ";", "g"])
        self.assertEqual(code.count("\n"), text.count("\n"))

    def test_new_files_belong_to_the_repository_and_ignored_ones_do_not(self):
        with fixture.tree_of({"old.h": "", "new.h": "", "gone.h": "", "built.o": "", ".gitignore": "*.o\n"}) as tree:
            git = ["git", "-C", str(tree.root)]
            subprocess.run([*git, "init", "-q"], check=True)
            subprocess.run([*git, "add", "old.h", "gone.h"], check=True)
            (tree.root / "gone.h").unlink()
            self.assertEqual(trees.Tree.of_repository(tree.root).paths, [".gitignore", "new.h", "old.h"])


if __name__ == "__main__":
    unittest.main()
