# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The events that a daemon prints, one JSON object a line, read as they come."""
import contextlib
import json
import os
import threading


class EventLog:
    """Follows a stream of events and keeps the latest state of each session, and what each group is announced as.

    The stream's end, which is that of the daemon, is told as an event "ended". What is measured in real time has
    precedence over the reading: it would take a processor from the daemons whose moments they are.
    """

    def __init__(self, source, stream, on_event):
        self.source, self.stream, self.on_event = source, stream, on_event
        self.events = []
        self.states = {}  # (event, neighbor) -> state
        self.standing = {}  # group -> role
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with contextlib.suppress(OSError):  # who has no privilege was not in real time
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))  # this thread alone
        for line in self.stream:
            try:
                event = json.loads(line)
            except ValueError:
                continue  # the process was killed in the middle of a line
            if event.get("event") in ("session_state", "bfd_state"):
                self.states[event["event"], event["neighbor"]] = event["state"]
            if event.get("event") == "standing":
                self.standing[event["group"]] = event.get("role")
            self.events.append(event)
            self.on_event(self.source, event)
        self.on_event(self.source, {"event": "ended"})

    def count(self, kind, state):
        """How many neighbours are in this state."""
        return sum(1 for (event, _), now in list(self.states.items()) if event == kind and now == state)
