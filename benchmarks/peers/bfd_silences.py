#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""When silence becomes a verdict: many sessions fall silent at once, again and again.

    bfd_silences.py --binaries bazel-bin [--sessions 100] [--rounds 10]

The receiving namespace drops what arrives, without a word to either end. Each
verdict's event says how long after the last packet (by the kernel's stamp) it
fell. Fails if one fell before the detection time, or later after it than the
worst lateness of the loop in the same round plus 2 ms. Needs root.
"""
import argparse
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import readings
from bfd_speakers import Waymark
from bfd_wire import Wire
from netlab import LabError, wait_until

ALLOWANCE_US = 2000
BINS_US = (50, 100, 200, 500, 1000, 2000, 5000)


class Talking(Waymark):
    """With event lines, which a thread sorts from the answers."""

    options = ()

    def __init__(self, host, folder, sessions):
        super().__init__(host, folder, sessions)
        self.answers, self.verdicts = queue.Queue(), []
        self.reader = None

    def _read(self):
        for line in self.processes[0].popen.stdout:
            message = json.loads(line)
            if "command" in message:
                self.answers.put(message)
            elif message.get("reason") == "detection_time_expired":
                self.verdicts.append(message)

    def ask(self, command):
        if self.reader is None:
            self.reader = threading.Thread(target=self._read, daemon=True)
            self.reader.start()
        popen = self.processes[0].popen
        popen.stdin.write(command + "\n")
        popen.stdin.flush()
        try:
            return self.answers.get(timeout=10)
        except queue.Empty as error:
            raise LabError("bfd_monitor does not answer: %s" % self.read("out")[-2000:]) from error


def one_round(wire, speakers, count, detection_s):
    """All sessions fall silent for one end; its verdicts and its worst lateness meanwhile, in microseconds."""
    if not wait_until(lambda: all(speaker.up() == count for speaker in speakers), 30, 0.1):
        raise LabError("not all sessions are up")
    time.sleep(0.5)  # until the slow intervals of the beginning are over
    judge = speakers[1]
    judge.verdicts.clear()
    judge.counters()  # lateness from here on
    wire.silence(1, True)
    wait_until(lambda: len(judge.verdicts) == count, detection_s + 5, 0.01)
    lateness_us = judge.counters()["max_lateness_us"]
    wire.silence(1, False)
    if len(judge.verdicts) != count:
        raise LabError("%d of %d sessions went down" % (len(judge.verdicts), count))
    return list(judge.verdicts), lateness_us


def histogram(overdue_us):
    """Lines of a Markdown table."""
    lines, below = ["| later than the detection time by | verdicts |", "| --- | --- |"], 0
    for edge in BINS_US:
        lines.append("| %d to %d us | %d |" % (below, edge, sum(1 for us in overdue_us if below <= us < edge)))
        below = edge
    return lines + ["| %d us and more | %d |" % (below, sum(1 for us in overdue_us if us >= below))]


def measure(options):
    readings.raise_share(-15)
    wire, speakers = Wire(options.sessions), []
    overdue_us, failures, worst_us = [], 0, 0
    try:
        for side, host in enumerate(wire.hosts):
            speakers.append(Talking(host, os.path.join(options.folder, "ab"[side]),
                                    wire.sessions(side, options.sessions, options.interval, options.multiplier)))
            speakers[-1].start()
            speakers[-1].set_realtime(options.realtime)
        for _ in range(options.rounds):
            verdicts, lateness_us = one_round(wire, speakers, options.sessions,
                                              options.interval * options.multiplier / 1000)
            taken = [event["overdue_us"] for event in verdicts]
            failures += sum(1 for us in taken if us < 0 or us > lateness_us + ALLOWANCE_US)
            overdue_us += taken
            worst_us = max(worst_us, lateness_us)
    finally:
        for speaker in speakers:
            speaker.stop()
        wire.close()
    overdue_us.sort()
    print("%d silences at %d ms x %d, %d at once: %d outside of the bound; later than the detection time by "
          "%d / %d / %d us (min / median / max); worst lateness of the loop %d us\n" % (
              len(overdue_us), options.interval, options.multiplier, options.sessions, failures, overdue_us[0],
              overdue_us[len(overdue_us) // 2], overdue_us[-1], worst_us))
    print("\n".join(histogram(overdue_us)))
    return failures == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--binaries", required=True, help="where bfd_monitor was built with -c opt (bazel-bin)")
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--interval", type=int, default=50, metavar="MS")
    parser.add_argument("--multiplier", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--realtime", type=int, default=0, metavar="PRIORITY", help="SCHED_FIFO for both ends")
    options = parser.parse_args()
    if os.getsid(0) != os.getpid():
        os.execvp("setsid", ["setsid", "--wait", sys.executable, *sys.argv])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    Waymark.program = os.path.join(options.binaries, "examples/bfd_monitor/bfd_monitor")
    options.folder = tempfile.mkdtemp(prefix="waymark-bfd-")
    try:
        good = measure(options)
    except (LabError, OSError, subprocess.SubprocessError) as error:
        sys.exit("bfd_silences: %s" % error)
    finally:
        shutil.rmtree(options.folder, ignore_errors=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
