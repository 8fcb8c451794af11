# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of spdx.py and machine_paths.py."""

import unittest

from checks import machine_paths
from checks import spdx
from checks.fixture import problems

HEAD = "".join(f"# {line}\n" for line in spdx.LINES)


class SpdxTest(unittest.TestCase):

    def test_the_two_lines_are_accepted(self):
        self.assertEqual(problems(spdx.check, {
            "a.py": HEAD,
            "a.h": HEAD.replace("#", "//"),
            "tools/run": "#!/bin/sh\n" + HEAD,
        }), [])

    def test_their_absence_is_found(self):
        for path, text in (
            ("a.h", "#ifndef A\n"),
            ("a.cc", "\n" + HEAD.replace("#", "//")),
            ("a.py", HEAD.replace("2026", "2025")),
            ("BUILD.bazel", ""),
            ("tools/run", "#!/bin/sh\nset -e\n"),
            (".bazelrc", "build\n"),
        ):
            with self.subTest(path):
                self.assertEqual(len(problems(spdx.check, {path: text})), 1)

    def test_text_and_test_data_need_none(self):
        self.assertEqual(problems(spdx.check, {"README.md": "x", "a/testdata/b.py": "x", "LICENSE": "x"}), [])


class MachinePathsTest(unittest.TestCase):

    def test_paths_of_a_machine_are_found(self):
        # Put together here, or this file would be a finding itself.
        for path in ("/wor" + "k/main/x", "/hom" + "e/ann/x", "/tm" + "p/build/x", "/roo" + "t/.cache"):
            with self.subTest(path):
                found = problems(machine_paths.check, {"a.md": f"first\nsee {path} there\n"})
                self.assertEqual(len(found), 1)
                self.assertTrue(found[0].startswith("a.md:2: "))

    def test_temporary_folders_that_are_asked_for_are_not(self):
        folder = "/wor" + "k/x"
        text = f'mktemp -d "${{TMPDIR:-/tmp}}/x.XXXX"; echo $HOME{folder} a{folder} https://x.org{folder} /tmp\n'
        self.assertEqual(problems(machine_paths.check, {"a.sh": text}), [])


if __name__ == "__main__":
    unittest.main()
