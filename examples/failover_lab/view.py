# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What the client sees of a run: its probes of the floating address."""
from typing import NamedTuple

from measure import Probe, answers, first_reply_ms, longest_silence_ms, lost
from roles import STANDBY


class Moments(NamedTuple):
    """Of a run, in ns of CLOCK_MONOTONIC."""
    injected: int
    over: int  # the outage lies between the two
    healed: int
    end: int
    is_back: bool  # whether the active node has its traffic again


def of_stream(replies, moments):
    """Outage and losses of one stream of probes."""
    return {
        "outage_ms": longest_silence_ms(replies, moments.injected, moments.over),
        "switch_ms": first_reply_ms(replies, STANDBY, moments.injected),
        "lost": lost(replies, moments.injected, moments.over),
        "lost_at_failback": lost(replies, moments.healed, moments.end) if moments.is_back else None,
    }


class ProbeView:
    """A stream of probes from now on."""

    aftermath_s = 0.3  # how long to look on after the traffic has moved

    def __init__(self, lab):
        self.probe = Probe(lab.hosts["client"], lab.programs.probe, *lab.destination, lab.folder + "/probe.bin")
        lab.adopt(self.probe.process)

    def wait_for(self, node, since, patience_s):
        """Waits until that node answers, by a turn not before `since`."""
        return self.probe.wait_for(node, since, patience_s)

    def load(self):
        """Adds what can only begin when all is up: here nothing."""

    def finish(self):
        """Ends all streams. Returns a function of the run's moments that gives what was seen."""
        replies = self.probe.finish()
        return lambda moments: {**of_stream(replies, moments), "answers": {"client": answers(replies)}}
