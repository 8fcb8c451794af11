# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The user data and the units, as far as files can be tried: syntax, paths, and the configuration inside.

What only a machine can show, that cloud-init and systemd act on them, is not tried here.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import yaml

ANNOUNCER = pathlib.Path("examples/announcer")
DEPLOY = ANNOUNCER / "deploy"
URL = "https://example.com/waymark"
# With the packages that the user data names come those that they depend on.
DEPENDENCIES = {"libbrotli1", "libc6", "libgcc-s1", "libstdc++6", "zlib1g"}


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **options)


def user_data(config, *more):
    done = run(DEPLOY / "user_data", "--config", config, *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Node:
    """The files that cloud-init would write, below a folder."""

    def __init__(self, text, root):
        self.data = yaml.safe_load(text)
        self.root = pathlib.Path(root)
        for file in self.data["write_files"]:
            path = self.path(file["path"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file["content"], encoding="utf-8")

    def path(self, absolute):
        assert absolute.startswith("/"), absolute
        return self.root / absolute[1:]


class DeployTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def node(self, name="floating_ip_active", *more):
        return Node(user_data(ANNOUNCER / (name + ".textproto"), *more), self.folder)

    def test_the_text_is_cloud_config_of_known_keys(self):
        text = user_data(ANNOUNCER / "floating_ip_active.textproto", "--binaries", URL)
        self.assertTrue(text.startswith("#cloud-config\n"))
        self.assertEqual(set(yaml.safe_load(text)), {"package_update", "packages", "write_files", "runcmd"})
        self.assertLess(len(text), 16384)

    def test_the_configuration_inside_is_the_file_and_passes_the_check(self):
        for name in ("floating_ip_active", "floating_ip_standby", "ingress_inspection_active"):
            config = self.node(name).path("/etc/waymark/announcer.textproto")
            self.assertEqual(config.read_text(encoding="utf-8"),
                             (ANNOUNCER / (name + ".textproto")).read_text(encoding="utf-8"))
            done = run(ANNOUNCER / "announcer", "--config", config, "--check")
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_the_unit_starts_the_program_that_is_fetched_with_the_file_that_is_written(self):
        node = self.node("floating_ip_active", "--binaries", URL + "/")
        unit = node.path("/etc/systemd/system/announcer.service").read_text(encoding="utf-8")
        words = re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE).group(1).split()
        fetched = {words[words.index("--output") + 1]: words[-1] for words in node.data["runcmd"] if words[0] == "curl"}
        self.assertEqual(fetched, {"/usr/local/bin/announcer": URL + "/announcer",
                                   "/usr/local/bin/announcerctl": URL + "/announcerctl"})
        self.assertIn(words[0], fetched)
        self.assertTrue(node.path(words[words.index("--config") + 1]).exists())
        # Of what systemd makes for it.
        self.assertEqual(words[words.index("--state-dir") + 1], "/var/lib/waymark")
        self.assertEqual(words[words.index("--socket") + 1], "/run/waymark/announcer.sock")
        self.assertIn("\nStateDirectory=waymark\n", unit)
        self.assertIn("\nRuntimeDirectory=waymark\n", unit)

    def test_a_drain_is_not_undone_by_a_restart(self):
        unit = (DEPLOY / "announcer.service").read_text(encoding="utf-8")
        # It ends with 0, which is no failure; a crash or the watchdog is one.
        self.assertEqual(re.findall(r"^Restart=(.*)$", unit, re.MULTILINE), ["on-failure"])
        self.assertNotRegex(unit, r"(?m)^RestartForceExitStatus=")

    def test_the_program_knows_the_arguments_of_the_unit(self):
        unit = (DEPLOY / "announcer.service").read_text(encoding="utf-8")
        words = re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE).group(1).split()
        words[0] = ANNOUNCER / "announcer"
        words[words.index("--config") + 1] = ANNOUNCER / "floating_ip_active.textproto"
        self.assertEqual(run(*words, "--check").returncode, 0)

    def test_without_binaries_nothing_is_fetched(self):
        self.assertEqual([words[0] for words in self.node().data["runcmd"]], ["sysctl", "systemctl", "systemctl"])

    def test_each_announced_address_is_put_on_the_loopback_and_no_network(self):
        config = pathlib.Path(self.folder) / "c"
        config.write_text('prefix: "172.16.1.1/32" # prefix: "10.9.9.9"\n'
                          "prefix: ['172.16.1.2', \"2001:db8::1/128\", '10.0.0.0/8'] prefix: '0.0.0.0/0'\n",
                          encoding="utf-8")
        started = yaml.safe_load(user_data(config))["runcmd"][-1]
        self.assertEqual(started, ["systemctl", "enable", "--now", "floating-address@172.16.1.1.service",
                                   "floating-address@172.16.1.2.service", "floating-address@2001:db8::1.service",
                                   "announcer.service"])
        inspection = yaml.safe_load(user_data(ANNOUNCER / "ingress_inspection_active.textproto"))
        self.assertEqual(inspection["runcmd"][-1], ["systemctl", "enable", "--now", "announcer.service"])

    def test_what_cannot_be_is_refused(self):
        config = pathlib.Path(self.folder) / "c"
        config.write_text("# %s\n" % ("x" * 20000), encoding="utf-8")
        self.assertIn("clouds take 16384", run(DEPLOY / "user_data", "--config", config).stderr)
        config.write_text('prefix: "172.16.1"\n', encoding="utf-8")
        self.assertNotEqual(run(DEPLOY / "user_data", "--config", config).returncode, 0)
        self.assertEqual(run(DEPLOY / "user_data", "--config", config, "--binaries", 'x"y').returncode, 2)

    @unittest.skipUnless(shutil.which("dpkg"), "not Debian")
    def test_the_packages_hold_every_library_that_the_programs_are_linked_with(self):
        packages = set(self.node().data["packages"]) | DEPENDENCIES
        linked = "".join(run("ldd", ANNOUNCER / program).stdout for program in ("announcer", "announcerctl"))
        if "libasan" in linked:
            self.skipTest("linked with a sanitizer, which no node has")
        libraries = {os.path.realpath(library) for library in re.findall(r"=> (/\S+)", linked)}
        # /lib is /usr/lib, and either may be in dpkg's list.
        listed = run("dpkg", "-S", *libraries, *(path.replace("/usr", "", 1) for path in libraries)).stdout
        owners = {"/usr" + path if path.startswith("/lib") else path: package
                  for package, path in re.findall(r"^([^:\s]+):\S* (/\S+)$", listed, re.MULTILINE)}
        for library in libraries:
            self.assertIn(owners.get(library), packages, library)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd")
    def test_systemd_understands_the_units(self):
        node = self.node()
        units = pathlib.Path("/lib/systemd/system")
        shutil.copytree(units, node.path("/usr/lib/systemd/system"), symlinks=True)
        for program in ("/usr/local/bin/announcer", "/usr/sbin/ip", "/bin/kill"):
            path = node.path(program)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("#!/bin/sh\n", encoding="utf-8")
            path.chmod(0o755)
        done = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", "--root=" + self.folder,
                   "announcer.service", "floating-address@172.16.1.1.service")
        ours = [line for line in done.stderr.splitlines() if "announcer" in line or "floating" in line]
        self.assertEqual(ours, [], done.stderr)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd")
    def test_the_unit_leaves_little_exposed(self):
        done = run("systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager",
                   DEPLOY / "announcer.service")
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr)


if __name__ == "__main__":
    unittest.main()
