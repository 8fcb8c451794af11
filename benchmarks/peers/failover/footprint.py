#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What an announcer with 4 neighbours and BFD of 300 ms x 3 costs: memory, CPU, the size of its program.

    export PYTHONPATH=examples/failover_lab:interop:benchmarks/peers
    benchmarks/peers/failover/footprint.py --binaries bazel-bin [--static FILE] [--kinds waymark,gobgp] [--seconds 60]

One after another, in the failover scene with our route server and nothing else
going on. GoBGP has no BFD: it has a hold time of 9 s alone. Ours is stripped, as
Debian's programs are; --static adds a row with an announcer that was built with
--config=static. Prints a table; --json keeps the rows.
"""
import argparse
import copy
import os
import sys
import time

import failover_table
import liveness as liveness_names
import readings
from lab import check_possible, conclude
from netlab import LabError, run
from roles import ACTIVE
from scenario import Programs
from scene import OURS, Pair, Scene, work_folder
from speakers import ANNOUNCERS

STATIC = OURS + "-static"
ENDPOINTS = (4, 5, 6, 7)
LIVENESS, WITHOUT_BFD = "bfd300x3", {"gobgp": "hold9"}
PATIENCE_S = 60
CALM_S = 5  # after the sessions are up
HEAD = ("announcer", "liveness", "resident KiB", "CPU %", "program KiB", "libraries beyond libc KiB")
OF_LIBC = ("linux-vdso", "ld-linux", "libc.", "libm.", "libpthread.", "libdl.", "librt.")


def libraries(program):
    """Paths of what it is linked with at run time, apart from the C library."""
    lines = [line.split() for line in run(["ldd", program], check=False).splitlines() if "=>" in line]
    return [os.path.realpath(words[2]) for words in lines if not words[0].startswith(OF_LIBC)]


def kib(paths):
    return sum(map(os.path.getsize, paths)) // 1024


def stripped(program, folder):
    """The path of a copy without symbols."""
    os.makedirs(folder)
    path = os.path.join(folder, os.path.basename(program))
    run(["strip", "-s", "-o", path, program])
    return path


def programs_of(kind, options):
    """As options.programs, with the announcer that is measured."""
    programs = copy.copy(options.programs)
    programs.announcer = stripped(options.static if kind == STATIC else programs.announcer,
                                  os.path.join(options.folder, kind + "-program"))
    return programs


def measure(kind, options):
    liveness = liveness_names.parse(WITHOUT_BFD.get(kind, LIVENESS))
    scene = Scene(Pair(OURS, OURS if kind == STATIC else kind), liveness, programs_of(kind, options),
                  os.path.join(options.folder, kind), ENDPOINTS)
    try:
        scene.start()
        scene.settle(PATIENCE_S)
        time.sleep(CALM_S)
        node = scene.nodes[ACTIVE]
        pids = [process.popen.pid for process in node.processes() if process is not node.responder]
        cpu_s, began = sum(map(readings.cpu_s, pids)), time.monotonic()
        time.sleep(options.seconds)
        cpu_s, seconds = sum(map(readings.cpu_s, pids)) - cpu_s, time.monotonic() - began
        programs = [os.path.realpath("/proc/%d/exe" % pid) for pid in pids]
        linked = {library for program in programs for library in libraries(program)}
        return {"announcer": kind, "liveness": liveness.name, "neighbors": len(ENDPOINTS),
                "resident_kib": sum(map(readings.resident_kib, pids)), "seconds": round(seconds),
                "cpu_percent": round(100 * cpu_s / seconds, 2),
                "program_kib": kib(programs), "libraries": len(linked), "libraries_kib": kib(linked)}
    finally:
        scene.close()


def cells(row):
    return (row["announcer"], row["liveness"], str(row["resident_kib"]), "%.2f" % row["cpu_percent"],
            str(row["program_kib"]), "%d (%d)" % (row["libraries_kib"], row["libraries"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--binaries", required=True, help="where our programs were built with -c opt (bazel-bin)")
    parser.add_argument("--static", metavar="FILE", help="the announcer, built with -c opt --config=static")
    parser.add_argument("--kinds", default="waymark,gobgp", help="comma-separated, also of %s" % ", ".join(ANNOUNCERS))
    parser.add_argument("--seconds", type=int, default=60, help="of CPU time (%(default)s)")
    parser.add_argument("--json", metavar="FILE", help="write the rows there, one JSON object a line")
    options = parser.parse_args()
    options.kinds = options.kinds.split(",")
    for kind in options.kinds:
        if kind != OURS and kind not in ANNOUNCERS:
            parser.error("unknown kind %r" % kind)
    if options.static:
        options.kinds.insert(0, STATIC)
    check_possible()
    options.programs = Programs(options.binaries)
    with work_folder(None) as options.folder:
        rows = [measure(kind, options) for kind in options.kinds]
    print(failover_table.table(HEAD, map(cells, rows)))
    conclude("footprint", rows, options.json, [])


if __name__ == "__main__":
    try:
        main()
    except LabError as problem:
        sys.exit("footprint: %s" % problem)
