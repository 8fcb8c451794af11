# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tells what happens as it happens, one line an occurrence, in the order seen."""
import threading
import time


def describe(event):
    """One line for an event of a daemon; None for what a spectator need not see."""
    kind = event.get("event")
    if kind == "session_state":
        if event["state"] == "established":
            return "session to %s up" % event["neighbor"]
        if event.get("old_state") == "established":
            return "session to %s down: %s" % (event["neighbor"], event.get("down_reason", event["state"]))
    if kind == "bfd_state":
        if event["state"] == "up":
            return "BFD to %s up" % event["neighbor"]
        if event.get("old_state") == "up":
            late = ", %d us past the detection time" % event["overdue_us"] if "overdue_us" in event else ""
            return "BFD to %s %s (%s%s)" % (event["neighbor"], event["state"], event.get("diagnostic", "?"), late)
    if kind == "best_changed":
        if "neighbor" not in event:
            return "no path left for %s" % event["prefix"]
        return "best path for %s now from %s, AS path %s (decided by %s)" % (
            event["prefix"], event["neighbor"], event.get("as_path", "?"), event.get("step", "?"))
    if kind == "local_stall":
        return "noticed that it was stalled itself for %s us" % event.get("lateness_us", "?")
    return None


class Narrator:
    """Shared by the laboratories that run at the same time; of() gives each its name."""

    def __init__(self, quiet, label="", lock=None, begin=None):
        self.quiet, self.label = quiet, label
        self.lock = lock or threading.Lock()
        self.begin = begin or time.monotonic()

    def of(self, label):
        return Narrator(self.quiet, label, self.lock, self.begin)

    def say(self, who, what):
        if self.quiet:
            return
        with self.lock:
            print("%8.3f  %-9s %-8s %s" % (time.monotonic() - self.begin, self.label, who, what), flush=True)

    def event(self, who, event):
        what = describe(event)
        if what:
            self.say(who, what)
