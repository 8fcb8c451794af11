# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of demo, in a checkout whose parts say how they were called."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SETUP = "#!/bin/sh\necho setup in \"$PWD\"\nexit ${SETUP_STATUS:-0}\n"
BAZEL = "#!/bin/sh\n[ \"$1\" = info ] && echo /bin-of-bazel || echo build in \"$PWD\"\n"
LABORATORY = "import os, sys\nprint('laboratory in', os.getcwd(), *sys.argv[1:])\n"


class DemoTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name).resolve()
        self.place("tools/setup", SETUP)
        self.place("programs/bazel", BAZEL)
        self.place("examples/failover_lab/lab.py", LABORATORY)
        shutil.copy(pathlib.Path(__file__).with_name("demo"), self.folder / "tools/demo")
        self.elsewhere = self.folder / "elsewhere"
        self.elsewhere.mkdir()

    def place(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text)
        path.chmod(0o755)

    def demo(self, *arguments, **environment):
        return subprocess.run(
            [self.folder / "tools/demo", *arguments], cwd=self.elsewhere, capture_output=True, text=True,
            env={**os.environ, "PATH": "%s:%s" % (self.folder / "programs", os.environ["PATH"]), **environment},
        )

    def test_files_of_the_command_line_lie_where_the_caller_stands(self):
        for arguments in (("--json=rows", "--report=page", "--keep=logs"), ("--json", "rows", "--keep", "logs")):
            lines = self.demo(*arguments).stdout.splitlines()
            self.assertIn("setup in %s" % self.folder, lines)
            self.assertIn("build in %s" % self.folder, lines)
            self.assertEqual(lines[-1], " ".join(
                ["laboratory in", str(self.elsewhere), "--binaries /bin-of-bazel", *arguments]))

    def test_help_installs_and_builds_nothing(self):
        for option in ("-h", "--help"):
            self.assertEqual(self.demo("--figures", option).stdout, "laboratory in %s --help\n" % self.elsewhere)

    def test_what_cannot_be_installed_ends_it_with_the_same_status(self):
        done = self.demo(SETUP_STATUS="2")
        self.assertEqual((done.returncode, done.stdout), (2, "setup in %s\n" % self.folder))


if __name__ == "__main__":
    unittest.main()
