#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Many BFD sessions between two speakers of one kind on one machine: CPU, memory, and sessions lost.

    bfd_scale.py --binaries bazel-bin [--kinds waymark,floor,bird,...] [--cells 100@50x3,1000@50x3,...]

Four windows a cell: idle; two `yes` under SCHED_IDLE, that take what nobody
else wants and so keep the processors from halting (some hosts are slow to wake
them up); two that compete at equal priority; the same with the speakers under
SCHED_FIFO. Both ends share the machine's processors.
`floor` and `floor-batches` are no speakers, but the packets alone. Needs root,
and the routing daemons of `tools/setup interop`. Prints a table; --json keeps
the rows, one object a line.
"""
import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import bfd_table
import readings
from bfd_speakers import SPEAKERS, Floor, Waymark
from bfd_wire import Wire
from netlab import LabError, Process, wait_until
from witness import Witness

SETTLE_S = 30
REALTIME_PRIORITY = 3
HOGS = 2
HOG = ("yes",)
HOG_OF_NO_WEIGHT = ("chrt", "--idle", "0", "yes")
# Weight of this program's processes against everything else: much while only they run, less beside `yes`.
SHARE_IDLE, SHARE_BUSY = -15, -5


class Window:
    """Readings over one stretch of time."""

    def __init__(self, speakers, hogs):
        self.speakers, self.hogs = speakers, hogs
        self.counters = [speaker.counters() for speaker in speakers]
        self.began, self.machine = time.monotonic(), readings.machine_time()
        self.cpu = [speaker.cpu_s() for speaker in speakers]

    def close(self):
        seconds = time.monotonic() - self.began
        cpu = [speaker.cpu_s() - before for speaker, before in zip(self.speakers, self.cpu)]
        machine = readings.MachineTime(*(
            (after - before) / seconds for after, before in zip(readings.machine_time(), self.machine)))
        result = {
            "seconds": round(seconds, 1),
            "cpu_percent": [round(100 * used / seconds, 2) for used in cpu],
            "softirq_percent": round(100 * machine.softirq, 2),
            "machine_busy_cores": round(machine.busy, 2),
            "stolen_cores": round(machine.stolen, 3),
            "hog_cores": round(sum(readings.cpu_s(hog.popen.pid) for hog in self.hogs) / seconds, 2),
        }
        now = [speaker.counters() for speaker in self.speakers]
        for key in ("downs", "downs_by_us", "downs_by_us_while_late", "local_stalls", "packets_sent",
                    "packets_received", "packets_dropped", "send_failures", "dropped_by_kernel"):
            if key in now[0]:
                result[key] = [after[key] - before[key] for after, before in zip(now, self.counters)]
        if "max_lateness_us" in now[0]:
            result["max_lateness_us"] = [one["max_lateness_us"] for one in now]
        return result


class Cell:
    """One kind of speaker at one number of sessions."""

    def __init__(self, options, kind, count, interval_ms, multiplier):
        self.options, self.kind, self.count = options, kind, count
        self.interval_ms, self.multiplier = interval_ms, multiplier
        self.hogs, self.speakers = [], []

    def start(self, wire, count):
        self.speakers = [
            SPEAKERS[self.kind](host, os.path.join(self.options.folder, self.kind, "ab"[side]),
                                wire.sessions(side, count, self.interval_ms, self.multiplier))
            for side, host in enumerate(wire.hosts)]
        for speaker in self.speakers:
            speaker.start()

    def stop(self):
        for process in self.hogs + self.speakers:
            process.stop()
        self.hogs, self.speakers = [], []

    def all_up(self, count):
        return all(speaker.up() == count for speaker in self.speakers)

    def window(self, seconds, realtime, competitor):
        for speaker in self.speakers:
            speaker.set_realtime(realtime)
        readings.raise_share(SHARE_BUSY if competitor == HOG else SHARE_IDLE)
        self.hogs = [Process(competitor) for _ in range(HOGS)] if competitor else []
        with Witness() as witness:
            window = Window(self.speakers, self.hogs)
            time.sleep(seconds)
            result = window.close()
        result["machine_lateness_us"] = witness.worst_us
        for hog in self.hogs:
            hog.stop()
        self.hogs = []
        for speaker in self.speakers:
            speaker.set_realtime(0)
        readings.raise_share(SHARE_IDLE)
        time.sleep(2)
        result["up_after"] = [speaker.up() for speaker in self.speakers]
        return result

    def measure(self):
        row = {"kind": self.kind, "sessions": self.count, "interval_ms": self.interval_ms,
               "multiplier": self.multiplier}
        readings.raise_share(SHARE_IDLE)
        wire = Wire(self.count)
        try:
            self.start(wire, 1)
            wait_until(lambda: self.all_up(1), SETTLE_S, 0.2)
            one = [speaker.resident_kib() for speaker in self.speakers]
            self.stop()
            slab = readings.socket_slab_bytes()
            began = time.monotonic()
            self.start(wire, self.count)
            row["start_s"] = round(time.monotonic() - began, 1)
            wait_until(lambda: self.all_up(self.count), SETTLE_S, 0.5)
            time.sleep(3)
            row["up"] = [speaker.up() for speaker in self.speakers]
            row["downs_before"] = [speaker.counters().get("downs") for speaker in self.speakers]
            row["resident_kib"] = [speaker.resident_kib() for speaker in self.speakers]
            row["resident_kib_of_one"] = one
            if self.count > 1:
                row["bytes_per_session"] = [round(1024 * (all_of - of_one) / (self.count - 1))
                                            for all_of, of_one in zip(row["resident_kib"], one)]
                if slab is not None:
                    row["kernel_bytes_per_session"] = round(
                        (readings.socket_slab_bytes() - slab) / (2 * self.count))
            for name, seconds, realtime, competitor in (
                    ("idle", self.options.idle, 0, None),
                    ("awake", self.options.awake, 0, HOG_OF_NO_WEIGHT),
                    ("busy", self.options.busy, 0, HOG),
                    ("realtime", self.options.realtime, REALTIME_PRIORITY, HOG)):
                if seconds:
                    row[name] = self.window(seconds, realtime, competitor)
        finally:
            self.stop()
            wire.close()
        return row


def parse_cell(text):
    """"100@50x3" as (100, 50, 3)."""
    found = re.fullmatch(r"(\d+)@(\d+)x(\d+)", text)
    if not found:
        raise argparse.ArgumentTypeError("%r is not SESSIONS@INTERVALxMULTIPLIER, for instance 100@50x3" % text)
    return tuple(int(number) for number in found.groups())


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--binaries", required=True, help="where bfd_monitor and packet_floor were built with -c opt (bazel-bin)")
    parser.add_argument("--kinds", default=",".join(SPEAKERS), help="comma-separated; all of %(default)s")
    parser.add_argument("--cells", default="100@50x3,500@50x3,1000@50x3,100@10x3",
                        help="comma-separated SESSIONS@INTERVAL_MSxMULTIPLIER; default %(default)s")
    parser.add_argument("--idle", type=int, default=60, metavar="S", help="seconds; 0 leaves a window out")
    parser.add_argument("--awake", type=int, default=0, metavar="S", help="default %(default)s: left out")
    parser.add_argument("--busy", type=int, default=60, metavar="S")
    parser.add_argument("--realtime", type=int, default=60, metavar="S")
    parser.add_argument("--json", metavar="FILE", help="append the rows there, one JSON object a line")
    options = parser.parse_args()
    options.cells = [parse_cell(cell) for cell in options.cells.split(",")]
    options.kinds = options.kinds.split(",")
    for kind in options.kinds:
        if kind not in SPEAKERS:
            parser.error("unknown kind %r: choose from %s" % (kind, ", ".join(SPEAKERS)))
    Waymark.program = os.path.join(options.binaries, "examples/bfd_monitor/bfd_monitor")
    Floor.program = os.path.join(options.binaries, "benchmarks/peers/packet_floor")
    return options


def main():
    options = arguments()
    if os.getsid(0) != os.getpid():
        # A session of its own is what the scheduler weighs.
        os.execvp("setsid", ["setsid", "--wait", sys.executable, *sys.argv])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    options.folder = tempfile.mkdtemp(prefix="waymark-bfd-")
    os.chmod(options.folder, 0o755)  # FRR changes its user
    rows = []
    try:
        for cell in options.cells:
            for kind in options.kinds:
                try:
                    rows.append(Cell(options, kind, *cell).measure())
                except (LabError, OSError, subprocess.SubprocessError) as error:
                    print("bfd_scale: %s, %d sessions: %s" % (kind, cell[0], error), file=sys.stderr)
                    continue
                if options.json:
                    with open(options.json, "a", encoding="utf-8") as out:
                        out.write(json.dumps(rows[-1]) + "\n")
    finally:
        shutil.rmtree(options.folder, ignore_errors=True)
    print(bfd_table.markdown(rows))


if __name__ == "__main__":
    main()
