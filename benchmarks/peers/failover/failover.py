#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Failover of ours beside BIRD, FRR and GoBGP: the laboratory's scene and faults, every kind in the same run.

    export PYTHONPATH=examples/failover_lab:interop:benchmarks/peers
    benchmarks/peers/failover/failover.py --binaries bazel-bin --runs 20 --json rows.jsonl
    benchmarks/peers/failover/failover.py --binaries bazel-bin --runs 20 --faults silent \\
        --liveness bfd10x3 --idle 600 --json rows10.jsonl

A pair is a kind of route server and a kind of announcer: each kind with itself,
BIRD's and FRR's route servers with our announcers, and GoBGP's announcers with
our route server. GoBGP has no BFD: where the others have it, its pair has a hold
time of 3 s. All pairs stand at once and take turns, three at a time (--lanes);
but an outage, with 0.3 s before and after it, and the start of a process wait for
another.

Needs root, the routing daemons of `tools/setup interop` and a machine without
other work; everything runs under SCHED_RR 5. Prints tables; --json keeps the
rows, one JSON object a line.
"""
import argparse
import contextlib
import os
import signal
import sys
import threading
import time

import failover_table
import liveness as liveness_names
from faults import FAULTS
from lab import become_real_time, check_possible, conclude, end
from measure import Bystander, spread
from narrator import Narrator
from netlab import LabError
from report import row
from route_watch import parse_time
from run import one_run
from scenario import Programs
from scene import OURS, Pair, Scene, work_folder
from speakers import ANNOUNCERS, ROUTE_SERVERS
from turns import Turns
from witness import Downs, late_us, moved_at

WITHOUT_BFD = ("gobgp",)
SLOWER = "hold3"  # what a kind without BFD notices failures by
KINDS = (OURS, *ANNOUNCERS)
PATIENCE_S = 60
READ_EVERY_S = 5  # while idle


def pairs_of(kinds):
    """Each kind with itself, ours before the others' route servers, and those without BFD before the first of them."""
    route_servers = [kind for kind in kinds if kind == OURS or kind in ROUTE_SERVERS]
    pairs = [Pair(kind, kind) for kind in route_servers]
    if OURS in kinds:
        pairs += [Pair(kind, OURS) for kind in route_servers if kind != OURS]
    return pairs + [Pair(route_servers[0], kind) for kind in kinds if kind in WITHOUT_BFD and route_servers]


def percentile(values, percent):
    """The least value that so many of a hundred do not exceed; None for none."""
    values = sorted(value for value in values if value is not None)
    return values[-(-len(values) * percent // 100) - 1] if values else None


def verdict_stamps(events):
    """When our route server judged sessions to be down for want of packets, in ns since the epoch."""
    return [parse_time(*event["time"].rstrip("Z").split(".")) for event in events if "overdue_us" in event]


class Contestant:
    """A pair's scene, made anew where a run has failed. A twin shares the pair's runs."""

    def __init__(self, pair, liveness, options, twin_of=None):
        self.pair, self.liveness, self.options = pair, liveness, options
        self.name = "%s-%s%s" % (pair, liveness.name, "-twin" if twin_of else "")
        self.scene = None
        self.taken = twin_of.taken if twin_of else {fault: [] for fault in options.faults}

    def start(self):
        folder = os.path.join(self.options.folder, self.name)
        self.scene = Scene(self.pair, self.liveness, self.options.programs, folder)
        self.scene.start()
        self.scene.settle(PATIENCE_S)

    def close(self):
        if self.scene:
            self.scene.close()
            self.scene = None

    def run(self, fault, quiet):
        scene, waits = self.scene, FAULTS[fault][2]
        if waits and not self.liveness.interval_ms:
            quiet = contextlib.nullcontext()  # seconds, in which the others need not wait for some milliseconds
        scene.witness.take()
        seen = len(scene.rs_log.events)
        run = one_run(scene, fault, Narrator(quiet=True), quiet)
        packets, routes = scene.witness.take()
        if waits and self.liveness.interval_ms:
            run["late_us"] = late_us(packets, routes, self.liveness.detection_ms)
            moved = moved_at(routes)
            verdicts = [stamp for stamp in verdict_stamps(scene.rs_log.events[seen:]) if moved and stamp <= moved]
            run["install_us"] = (moved - max(verdicts)) / 1000 if verdicts else None
        self.taken[fault].append(run)
        return run

    def row(self, fault):
        taken = self.taken[fault]
        result = {"route_server": self.pair.route_server, "announcer": self.pair.announcer,
                  **row(fault, self.liveness, FAULTS[fault][2], taken),
                  "outage_p90_ms": round(percentile([run["outage_ms"] for run in taken], 90), 1)}
        for key in ("late_us", "install_us"):
            values = spread([run.get(key) for run in taken])
            if values:
                result[key] = values
        return result


class Contest:
    """All contestants, and the lanes that run them.

    Pairs without BFD take several times as long over a run as the others: they have a twin.
    """

    def __init__(self, options):
        self.options, self.failures = options, []
        self.quiet = threading.Lock()
        self.pairs = {}  # name -> the pair's contestant, and its twin where it has one
        for liveness in options.liveness:
            for pair in options.pairs:
                slower = pair.announcer in WITHOUT_BFD and liveness.interval_ms
                one = Contestant(pair, liveness_names.parse(SLOWER) if slower else liveness, options)
                twins = [] if one.liveness.interval_ms else [Contestant(pair, one.liveness, options, one)]
                self.pairs.setdefault(one.name, [one] + twins)

    def contestants(self):
        return [contestant for twins in self.pairs.values() for contestant in twins]

    def start(self):
        for contestant in self.contestants():
            contestant.start()

    def close(self):
        for contestant in self.contestants():
            contestant.close()

    def _run(self, contestant, fault):
        began = time.monotonic()
        try:
            if not contestant.scene:
                contestant.start()
            run = contestant.run(fault, self.quiet)
            if run["switch_ms"] is None:
                raise LabError("traffic did not move to the standby")
            if run["lost_at_failback"] is None:
                raise LabError("traffic did not come back to the active node")
            outcome = "outage %.1f ms" % run["outage_ms"]
        except (LabError, OSError) as error:
            outcome = str(error)
            self.failures.append("%s, %s: %s" % (contestant.name, fault, error))
            contestant.close()
        print("%s  %-26s %-8s %5.1f s  %s" % (time.strftime("%H:%M:%S"), contestant.name, fault,
                                              time.monotonic() - began, outcome), file=sys.stderr, flush=True)

    def _lane(self, turns):
        turn = turns.take()
        while turn:
            self._run(*turn)
            turns.done(turn[0])
            turn = turns.take()

    def run(self):
        """Every pair's run of a fault before anybody's next one."""
        turns = Turns((twins[number % len(twins)], fault) for number in range(self.options.runs)
                      for fault in self.options.faults for twins in self.pairs.values())
        lanes = [threading.Thread(daemon=True, target=self._lane, args=(turns,)) for _ in range(self.options.lanes)]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()

    def rows(self):
        return [twins[0].row(fault) for fault in self.options.faults for twins in self.pairs.values()
                if twins[0].taken[fault]]

    def idle(self, seconds):
        """Rows of the sessions that went down while nothing happened."""
        watched = {contestant: Downs() for contestant in self.contestants()
                   if contestant.scene and contestant.liveness.interval_ms}
        for contestant in watched:
            contestant.scene.witness.take()
        bystander, end_at = Bystander(self.options.programs.probe), time.monotonic() + seconds
        try:
            while time.monotonic() < end_at:
                time.sleep(min(READ_EVERY_S, max(0, end_at - time.monotonic())))
                for contestant, downs in watched.items():
                    downs.take(contestant.scene.witness.take()[0])
            lateness_ms = round(bystander.finish_ms(), 1)
        finally:
            bystander.process.stop()
        return [{"route_server": contestant.pair.route_server, "announcer": contestant.pair.announcer,
                 "fault": failover_table.IDLE, "liveness": contestant.liveness.name, "idle_s": seconds,
                 "false_downs": downs.count, "lateness_ms": lateness_ms} for contestant, downs in watched.items()]


def chosen(parser, text, known):
    names = text.split(",") if text else []
    for name in names:
        if name not in known:
            parser.error("unknown %r: choose from %s" % (name, ", ".join(known)))
    return names


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--binaries", required=True, help="where our programs were built with -c opt (bazel-bin)")
    parser.add_argument("--runs", type=int, default=5, help="of each fault and pair (%(default)s)")
    parser.add_argument("--kinds", default=",".join(KINDS), help="comma-separated; all of %(default)s")
    parser.add_argument("--faults", default=",".join(failover_table.FAULTS),
                        help="comma-separated, may be empty; all of %(default)s")
    parser.add_argument("--liveness", default="bfd50x3", help="comma-separated; %(default)s")
    parser.add_argument("--idle", type=int, default=0, metavar="S",
                        help="afterwards count for so many seconds the BFD sessions that go down with nothing wrong")
    parser.add_argument("--lanes", type=int, default=3, help="pairs that have a run at the same time (%(default)s)")
    parser.add_argument("--json", metavar="FILE", help="write the rows there, one JSON object a line")
    parser.add_argument("--keep", metavar="FOLDER", help="leave configurations and logs there")
    options = parser.parse_args()
    options.faults = chosen(parser, options.faults, failover_table.FAULTS)
    options.pairs = pairs_of(chosen(parser, options.kinds, KINDS))
    for kind in options.kinds.split(","):
        if kind != OURS and not ANNOUNCERS[kind].installed():
            parser.error("%s is not installed: tools/setup interop" % kind)
    if not options.pairs:
        parser.error("no route server among the kinds: %s has none" % ", ".join(WITHOUT_BFD))
    try:
        options.liveness = [liveness_names.parse(name) for name in options.liveness.split(",")]
        options.programs = Programs(options.binaries)
    except (ValueError, LabError) as error:
        parser.error(str(error))
    return options


def main():
    options = arguments()
    check_possible()
    signal.signal(signal.SIGTERM, end)
    if not become_real_time():
        sys.exit("failover: real-time priority is refused here: the figures would be those of other work")
    contest, began = Contest(options), time.monotonic()
    with work_folder(options.keep) as options.folder, contextlib.closing(contest):
        try:
            contest.start()
        except LabError as problem:
            sys.exit("failover: %s" % problem)
        contest.run()
        rows = contest.rows()
        if options.idle:
            rows += contest.idle(options.idle)
    print(failover_table.markdown(rows))
    print("\nTaken in %.1f min." % ((time.monotonic() - began) / 60))
    conclude("failover", rows, options.json, contest.failures)


if __name__ == "__main__":
    main()
