# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The laboratory's floating address, with daemons that show their state, and a browser at the client."""
import os
import subprocess

from roles import NAMES
from scenario import Node
from topology import Lab

FOLDER = os.path.dirname(os.path.realpath(__file__))
PORT = 8080
ROUTE_SERVER_URL = "http://10.0.9.1:%d/" % PORT


def announcer_url(zone):
    return "http://10.0.%d.10:%d/" % (zone, PORT)


class ShowingNode(Node):
    """An announcer with --http."""

    def start_announcer(self):
        name = NAMES[self.zone]
        self.announcer, self.log = self.lab.spawn(name, self.host, [
            self.lab.programs.announcer, "--config", self.config, "--state-dir", os.path.join(self.lab.folder, name),
            "--http", "10.0.%d.10:%d" % (self.zone, PORT)])


class Scene(Lab):
    """Everything with --http, seen from the client's side; and a second prefix, for which the FIB has no room."""

    group_lines = ('prefix: "172.16.1.2/32"',)
    route_server_lines = ("quotas { routes_per_fib: 1 }",)
    route_server_options = ("--http", "10.0.9.1:%d" % PORT)

    def make_node(self, zone):
        return ShowingNode(self, zone, self.announcer_config(zone))

    def _command(self, check, url, *arguments):
        return self.hosts["client"].wrap(["node", os.path.join(FOLDER, "checks.js"), check, url, *arguments])

    def look(self, check, url, *arguments):
        """Runs a check of checks.js and returns what it complains of; empty if nothing."""
        done = subprocess.run(self._command(check, url, *arguments), stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=120, check=False)
        return (done.stderr or "it ended with %d" % done.returncode) if done.returncode else ""

    def watch(self, url, selector, text):
        """Begins to wait for a text at a place of the page; communicate() has the time in milliseconds."""
        # Ended by its own limits, or with this process's end of its output.
        watcher = subprocess.Popen(  # pylint: disable=consider-using-with
            self._command("awaitText", url, selector, text), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        if watcher.stdout.readline() != "watching\n":
            watcher.wait(10)
            raise AssertionError("the browser does not see %s at %s" % (selector, url))
        return watcher
