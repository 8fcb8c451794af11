# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What the client saw: the probe's record turned into outages and losses."""
import os
import signal
import statistics
import struct
import subprocess
import threading
from typing import NamedTuple

from netlab import Process, wait_until

NANOSECONDS_PER_MS = 1e6
PROBE_PERIOD_US = 1000
GAP_NS = 5_000_000  # between two answers: a pause


class Reply(NamedTuple):
    """One answered probe, as probe.cc records it; times in ns of CLOCK_MONOTONIC."""
    sequence: int
    sent: int
    received: int
    host: int


class Probe:
    """The client's stream of probes, and who answers it right now."""

    def __init__(self, host, binary, destination, port, record):
        self.record = record
        self.turns = []  # (received, host) of each change of the answering host, and of the first after a pause
        self.process = Process(host.wrap([binary, "send", destination, str(port), str(PROBE_PERIOD_US), record]),
                               stdout=subprocess.PIPE)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.popen.stdout:
            words = line.split()
            if words[0] == b"host":
                self.turns.append((int(words[2]), int(words[1])))

    def wait_for(self, host, since, patience_s):
        """Waits until `host` is the one that answers, by a turn not before `since`."""
        return wait_until(lambda: self.turns and self.turns[-1][1] == host and self.turns[-1][0] >= since, patience_s)

    def finish(self):
        """Ends the stream and returns its replies."""
        self.process.send(signal.SIGTERM)
        self.process.popen.wait(5)
        self.reader.join(5)
        with open(self.record, "rb") as record:
            octets = record.read()
        os.unlink(self.record)
        return [Reply(*fields) for fields in struct.iter_unpack("<QqqQ", octets)]


class Bystander:
    """Measures the worst late wake-up of this machine while it lives."""

    def __init__(self, binary):
        self.process = Process([binary, "lateness"], stdout=subprocess.PIPE)

    def finish_ms(self):
        self.process.send(signal.SIGTERM)
        words = self.process.popen.communicate(timeout=5)[0].split()
        return int(words[1]) / NANOSECONDS_PER_MS


def longest_silence_ms(replies, begin, end):
    """The longest time between two replies that overlaps [begin, end]."""
    times = sorted(reply.received for reply in replies)
    gaps = [later - earlier for earlier, later in zip(times, times[1:]) if later >= begin and earlier <= end]
    return max(gaps, default=0) / NANOSECONDS_PER_MS


class Stretch(NamedTuple):
    """Answers by one host without a pause; in ns of CLOCK_MONOTONIC. `missing` probes before it were never answered."""
    first: int
    last: int
    host: int
    missing: int


def answers(replies):
    """The stretches of a stream, in the order in which its answers came."""
    answered, stretches, before = {reply.sequence for reply in replies}, [], None
    for reply in sorted(replies, key=lambda one: one.received):
        missing = before and sum(1 for number in range(before.sequence + 1, reply.sequence) if number not in answered)
        if before and before.host == reply.host and not missing and reply.received - before.received < GAP_NS:
            stretches[-1] = stretches[-1]._replace(last=reply.received)
        else:
            stretches.append(Stretch(reply.received, reply.received, reply.host, missing or 0))
        before = reply
    return stretches


def silence_within_ms(replies, begin, end):
    """The longest time in [begin, end] without a reply."""
    times = [begin, *sorted(reply.received for reply in replies if begin < reply.received < end), end]
    return max(later - earlier for earlier, later in zip(times, times[1:])) / NANOSECONDS_PER_MS


def lost(replies, begin, end):
    """Probes sent in [begin, end) that nobody answered, told by gaps in the sequence: what is missing was sent evenly
    between the probes around it."""
    ordered, count = sorted(replies), 0
    for before, after in zip(ordered, ordered[1:]):
        gap = after.sequence - before.sequence
        if gap > 1 and before.sent < end and after.sent > begin:
            step = (after.sent - before.sent) / gap
            count += sum(1 for number in range(1, gap) if begin <= before.sent + number * step < end)
    return count


def first_reply_ms(replies, host, since):
    """From `since` to the first reply of `host` to a probe sent after it; None without one."""
    times = [reply.received for reply in replies if reply.host == host and reply.sent >= since]
    return (min(times) - since) / NANOSECONDS_PER_MS if times else None


def spread(values):
    """min, median and max of some milliseconds; None for none."""
    values = [value for value in values if value is not None]
    if not values:
        return None
    return {"min": round(min(values), 1), "median": round(statistics.median(values), 1),
            "max": round(max(values), 1)}
