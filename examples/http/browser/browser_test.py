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
from scene import FOLDER, Scene, announcer_url

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

    def loss(self, zone):
        """When the announcer there first lost a session since this was called."""
        log = self.scene.nodes[zone].log
        already = len(log.events)
        return lambda: next((epoch_seconds(event["time"]) for event in log.events[already:]
                             if event["event"] == "session_state" and event["state"] != "established"), None)

    def test_every_value_is_that_of_the_state(self):
        for zone in (ACTIVE, STANDBY):
            self.assert_looks_right("values", announcer_url(zone))

    def test_what_happens_is_shown_without_another_load(self):
        self.assert_looks_right("live", announcer_url(STANDBY))

    def test_names_that_are_markup_are_shown_as_text(self):
        self.assert_looks_right("markup", announcer_url(ACTIVE))

    def test_nothing_can_be_changed_and_no_name_is_answered(self):
        self.assert_looks_right("refusals", announcer_url(ACTIVE))

    def test_a_phone_and_the_dark_are_thought_of(self):
        self.assert_looks_right("forms", announcer_url(ACTIVE))

    def test_a_lost_session_appears_within_a_second(self):
        self.scene.settle(PATIENCE_S)
        lost = self.loss(ACTIVE)
        watcher = self.scene.watch(announcer_url(ACTIVE), "#events .what", "is down")
        killed = time.time()
        self.scene.route_server.send(signal.SIGKILL)
        at = wait_until(lost, PATIENCE_S)
        seen = self.seen_at(watcher)
        self.scene.start_route_server()
        self.scene.settle(PATIENCE_S)
        self.assertIsNotNone(at, "no session was lost")
        self.assertGreater(seen, killed, "it was there before")
        self.assertLess(seen - at, 1.0)

    def test_a_daemon_that_hangs_is_said_not_to_answer(self):
        node = self.scene.nodes[STANDBY]
        watcher = self.scene.watch(announcer_url(STANDBY), "#live", "no answer")
        node.announcer.send(signal.SIGSTOP)
        try:
            self.seen_at(watcher)
        finally:
            node.announcer.send(signal.SIGCONT)
        self.scene.settle(PATIENCE_S)

    def test_a_picture_is_left_for_those_who_want_to_see(self):
        outputs = os.environ.get("TEST_UNDECLARED_OUTPUTS_DIR", self.folder)
        path = os.path.join(outputs, "announcer.png")
        self.assert_looks_right("picture", announcer_url(ACTIVE), path)
        self.assertGreater(os.path.getsize(path), 10000)


def epoch_seconds(text):
    """Of RFC 3339 in UTC with microseconds."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc).timestamp()


if __name__ == "__main__":
    sys.exit(xml_result.main(sys.modules[__name__]))
