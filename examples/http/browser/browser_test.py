#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The page in headless Chromium, while our daemons run and fail.

Skipped where Chromium, Node.js, playwright-core or network namespaces are
missing; with CI=true that is a failure.
"""
import os
import shutil
import signal
import sys
import tempfile
import time
import unittest
from datetime import datetime, timezone

import xml_result
from liveness import parse
from netlab import Host, LabError, wait_until
from roles import ACTIVE, STANDBY
from scenario import Programs
from scene import FOLDER, ROUTE_SERVER_URL, Scene, announcer_url

PATIENCE_S = 20


def why_not():
    """Why no browser can be used here, or None."""
    for program in ("chromium", "node"):
        if not shutil.which(program):
            return "%s is not installed: tools/test --browser installs it" % program
    if not os.path.isdir(os.path.join(FOLDER, "node_modules", "playwright-core")):
        return "playwright-core is not installed: tools/test --browser installs it"
    try:
        Host("wmb%d-try" % os.getpid()).close()
    except (LabError, OSError) as error:
        return "network namespaces are not possible here: %s" % error
    return None


class PageTest(unittest.TestCase):
    """One scene for all: each case leaves it as it found it."""

    scene = None

    @classmethod
    def setUpClass(cls):
        reason = why_not()
        if reason and os.environ.get("CI") == "true":
            raise LabError(reason)
        if reason:
            raise unittest.SkipTest(reason)
        cls.folder = tempfile.mkdtemp(prefix="waymark-browser-")
        cls.scene = Scene("wmb%d" % (os.getpid() % 10000), parse("bfd300x3"), Programs(os.environ["WAYMARK_BINARIES"]),
                          os.path.join(cls.folder, "lab"), lambda *_: None)
        try:
            cls.scene.start()
            cls.scene.settle(PATIENCE_S)
        except Exception:
            cls.scene.close()
            raise

    @classmethod
    def tearDownClass(cls):
        if cls.scene:
            cls.scene.close()

    def assert_looks_right(self, check, url, *arguments):
        self.assertEqual(self.scene.look(check, url, *arguments), "", "%s at %s" % (check, url))

    def seen_at(self, watcher):
        """When the browser saw what it waited for, as time.time() counts."""
        output, _ = watcher.communicate(timeout=60)
        self.assertEqual(watcher.returncode, 0, "it was not shown")
        return float(output) / 1000

    def best_by(self, peer):
        """The event of the route server that says so, or None."""
        changes = [event for event in self.scene.rs_log.events if event["event"] == "best_changed"]
        if changes and changes[-1].get("neighbor", "").startswith(peer):
            return changes[-1]
        return None

    def test_the_route_servers_values_are_those_of_its_state(self):
        self.assert_looks_right("values", ROUTE_SERVER_URL)

    def test_a_path_that_the_fib_has_no_room_for_is_shown_as_chosen(self):
        self.assert_looks_right("noRoom", ROUTE_SERVER_URL)

    def test_the_announcers_values_are_those_of_its_state(self):
        self.assert_looks_right("values", announcer_url(ACTIVE))

    def test_what_happens_is_shown_without_another_load(self):
        self.assert_looks_right("live", announcer_url(STANDBY))

    def test_names_that_are_markup_are_shown_as_text(self):
        for url in (ROUTE_SERVER_URL, announcer_url(ACTIVE)):
            self.assert_looks_right("markup", url)

    def test_nothing_can_be_changed_and_no_name_is_answered(self):
        self.assert_looks_right("refusals", announcer_url(ACTIVE))

    def test_a_phone_and_the_dark_are_thought_of(self):
        for url in (ROUTE_SERVER_URL, announcer_url(ACTIVE)):
            self.assert_looks_right("forms", url)

    def test_a_failover_appears_within_a_second(self):
        self.scene.settle(PATIENCE_S)
        watcher = self.scene.watch(ROUTE_SERVER_URL, "#routing_database tr.chosen", "standby-")
        killed = time.time()
        self.scene.nodes[ACTIVE].announcer.send(signal.SIGKILL)
        change = wait_until(lambda: self.best_by("standby"), PATIENCE_S)
        seen = self.seen_at(watcher)
        self.scene.nodes[ACTIVE].start_announcer()
        self.scene.settle(PATIENCE_S)
        self.assertIsNotNone(change, "there was no failover")
        self.assertGreater(seen, killed, "it was there before")
        self.assertLess(seen - epoch_seconds(change["time"]), 1.0)

    def test_a_daemon_that_hangs_is_said_not_to_answer(self):
        node = self.scene.nodes[STANDBY]
        watcher = self.scene.watch(announcer_url(STANDBY), "#live", "no answer")
        node.announcer.send(signal.SIGSTOP)
        try:
            self.seen_at(watcher)
        finally:
            node.announcer.send(signal.SIGCONT)
        self.scene.settle(PATIENCE_S)

    def test_pictures_are_left_for_those_who_want_to_see(self):
        outputs = os.environ.get("TEST_UNDECLARED_OUTPUTS_DIR", self.folder)
        for name, url in (("route_server", ROUTE_SERVER_URL), ("announcer", announcer_url(ACTIVE))):
            path = os.path.join(outputs, name + ".png")
            self.assert_looks_right("picture", url, path)
            self.assertGreater(os.path.getsize(path), 10000)


def epoch_seconds(text):
    """Of RFC 3339 in UTC with microseconds."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc).timestamp()


if __name__ == "__main__":
    sys.exit(xml_result.main(sys.modules[__name__]))
