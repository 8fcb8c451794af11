# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Who is next: turns in a given order, several at a time, but of one contestant one at a time."""
import threading


class Turns:
    """Shared by the lanes that take them."""

    def __init__(self, turns):
        self.waiting = list(turns)  # (contestant, whatever is to be done)
        self.busy = set()
        self.changed = threading.Condition()

    def _pick(self):
        return next((turn for turn in self.waiting if turn[0] not in self.busy), None)

    def take(self):
        """The next turn whose contestant is free; waits for one. None when all have been taken."""
        with self.changed:
            self.changed.wait_for(lambda: not self.waiting or self._pick())
            turn = self._pick()
            if turn:
                self.waiting.remove(turn)
                self.busy.add(turn[0])
                self.changed.notify_all()
            return turn

    def done(self, contestant):
        with self.changed:
            self.busy.discard(contestant)
            self.changed.notify_all()
