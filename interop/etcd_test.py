#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The elector of docs/operations.md, word for word, with a real etcd and two announcers.

Both nodes are in one namespace: what is tested is who is granted the role, and
that no two of them ever stand active at one time.
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import xml_result
from daemons import skip_or_fail
from lone_node import LoneNode
from netlab import Host, LabError, Process, wait_until
from scenario import Programs

OPERATIONS = "docs/operations.md"
ENDPOINT = "http://127.0.0.1:2379"
LEASE_S = 6  # of the elector
# A node is given up, and the other one has taken over, in this time; the machine may be busy.
PATIENCE_S = 3 * LEASE_S


def why_not():
    for program in ("etcd", "etcdctl"):
        if not shutil.which(program):
            return "%s is not installed: tools/test --interop installs it" % program
    try:
        Host("wme%d-try" % os.getpid()).close()
    except (LabError, OSError) as error:
        return "network namespaces are not possible here: %s" % error
    return None


def elector_script():
    """The one bash script in the document."""
    with open(OPERATIONS, encoding="utf-8") as document:
        scripts = re.findall(r"^```sh\n(#!/bin/bash\n.*?)^```$", document.read(), re.M | re.S)
    assert len(scripts) == 1, len(scripts)
    return scripts[0]


class Elector:
    """The script with the node's announcerctl and a host name of its own in its PATH."""

    def __init__(self, host, node):
        self.host, self.node = host, node
        self.folder = os.path.join(node.folder, "bin")
        os.makedirs(self.folder)
        self._write("elect", elector_script())
        self._write("announcerctl", "#!/bin/sh\nexec %s \"$@\"\n" % " ".join(node.ctl()))
        self._write("hostname", "#!/bin/sh\necho %s\n" % os.path.basename(node.folder))
        self.process = None

    def _write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(path, 0o755)

    def start(self):
        environment = "PATH=%s:%s" % (self.folder, os.environ["PATH"])
        with open(os.path.join(self.node.folder, "elector.log"), "ab") as log:
            # A session of its own, so that what it has started can be stopped with it.
            self.process = subprocess.Popen(
                self.host.wrap(["env", environment, "ETCDCTL_API=3", self.folder + "/elect", "floating"]),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def send(self, number):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def stop(self):
        self.send(signal.SIGKILL)
        if self.process:
            self.process.wait(10)


def spans_active(events, end):
    """When a node stood active, from its own events: pairs of times in their text form, which sort as they follow."""
    spans, begin = [], None
    for event in events:
        if event["event"] != "standing":
            continue
        if event.get("role") == "active":
            begin = begin or event["time"]
        elif begin:
            spans.append((begin, event["time"]))
            begin = None
    return spans + ([(begin, end)] if begin else [])


class EtcdTest(unittest.TestCase):
    def setUp(self):
        skip_or_fail(why_not())
        self.folder = tempfile.mkdtemp(prefix="waymark-etcd-")
        self.host = Host("wme%d" % os.getpid())
        self.addCleanup(self.host.close)
        self.start_etcd()
        programs = Programs(os.environ["WAYMARK_BINARIES"])
        self.nodes = [LoneNode(self.host, programs, os.path.join(self.folder, name), number)
                      for number, name in ((2, "one"), (3, "other"))]
        self.electors = [Elector(self.host, node) for node in self.nodes]
        for node in self.nodes:
            self.addCleanup(node.stop)
            node.start()
        for elector in self.electors:
            self.addCleanup(elector.stop)
            elector.start()

    def start_etcd(self):
        with open(os.path.join(self.folder, "etcd.log"), "ab") as log:
            self.etcd = Process(self.host.wrap(
                ["etcd", "--data-dir", self.folder + "/etcd", "--listen-client-urls", ENDPOINT,
                 "--advertise-client-urls", ENDPOINT, "--listen-peer-urls", "http://127.0.0.1:2380"]),
                stdout=log, stderr=log)
        self.addCleanup(self.etcd.stop)
        health = self.host.wrap(["env", "ETCDCTL_API=3", "etcdctl", "endpoint", "health"])
        is_healthy = lambda: subprocess.run(health, capture_output=True, check=False).returncode == 0  # noqa: E731
        self.assertTrue(wait_until(is_healthy, 30, 0.2), "etcd does not start: see %s" % self.folder)

    def active(self):
        """The index of the one node that stands active; None if it is none, or both."""
        standing = [node.role().get("standing") == "active" for node in self.nodes]
        return standing.index(True) if standing.count(True) == 1 else None

    def expect(self, condition, what):
        self.assertTrue(wait_until(condition, PATIENCE_S, 0.05),
                        "%s: %s; see %s" % (what, [node.role() for node in self.nodes], self.folder))

    def test_one_node_holds_the_role_and_the_other_takes_it_when_the_lease_has_ended(self):
        self.expect(lambda: self.active() is not None, "nobody became active")
        first = self.active()
        second = 1 - first
        epoch = self.nodes[first].role()["epoch"]
        self.expect(lambda: self.nodes[second].role().get("standing") == "standby", "the other is no standby")
        # Its role is renewed for longer than a lease lasts.
        time.sleep(LEASE_S + 2)
        self.assertEqual((self.active(), self.nodes[first].role()["epoch"]), (first, epoch))

        # An elector that is paused renews nothing.
        self.electors[first].send(signal.SIGSTOP)
        self.expect(lambda: self.active() == second, "the other did not take over")
        self.assertEqual(self.nodes[first].role()["cause"], "lease_lapsed")
        self.assertGreater(self.nodes[second].role()["epoch"], epoch)
        self.electors[first].send(signal.SIGCONT)
        self.expect(lambda: self.nodes[first].role().get("standing") == "standby", "the old one is no standby")
        self.assertEqual(self.active(), second)

        # Without a quorum nobody stays active.
        self.etcd.stop()
        self.expect(lambda: self.nodes[second].role().get("standing") != "active", "active without an elector")
        self.assert_never_two()

    def assert_never_two(self):
        end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 60))
        one, other = (spans_active(node.log.events, end) for node in self.nodes)
        self.assertTrue(one and other, "each was active once: %s, %s" % (one, other))
        for begin, until in one:
            for other_begin, other_until in other:
                self.assertTrue(until <= other_begin or other_until <= begin, "%s, %s" % (one, other))


if __name__ == "__main__":
    sys.exit(xml_result.main(sys.modules[__name__]))
