#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Failover of ours beside BIRD, FRR and GoBGP: the laboratory's scene and faults, every kind in the same run.

    export PYTHONPATH=examples/failover_lab:interop:benchmarks/peers
    benchmarks/peers/failover/failover.py --binaries bazel-bin --runs 20 --json rows.jsonl
    benchmarks/peers/failover/failover.py --binaries bazel-bin --runs 20 --faults silent \\
        --liveness bfd10x3 --idle 600 --json rows10.jsonl

A pair is a kind of route server and a kind of announcer: each kind with itself,
the others' route servers with our announcers, and our route server with the
others' announcers. GoBGP has no BFD: where the others have it, its pair has a
hold time of 3 s. All pairs stand at once and take turns, three at a time (--lanes);
but an outage, with 0.3 s before and after it, and the start of a process wait for
another.

Needs root, the routing daemons of `tools/setup interop` and a machine without
other work; everything runs under SCHED_RR 5. Prints tables; --json keeps the
rows, one JSON object a line.
"""
import argparse
import contextlib
import os
import sys
import time

import failover_table
from contest import Contest, Contestant, add_arguments, parse_arguments, prepare, teams_of
from faults import FAULTS
from lab import chosen, conclude
from measure import Bystander, spread
from netlab import LabError
from report import row
from route_watch import parse_time
from scene import OURS, Pair, Scene, work_folder
from speakers import ROUTE_SERVERS, WITHOUT_BFD
from witness import Downs, late_us, moved_at

READ_EVERY_S = 5  # while idle


def pairs_of(kinds):
    """Each kind with itself, ours with the others both ways, and those without BFD before the first route server."""
    route_servers = [kind for kind in kinds if kind == OURS or kind in ROUTE_SERVERS]
    pairs = [Pair(kind, kind) for kind in route_servers]
    if OURS in kinds:
        others = [kind for kind in route_servers if kind != OURS]
        pairs += [Pair(kind, OURS) for kind in others] + [Pair(OURS, kind) for kind in others]
    return pairs + [Pair(route_servers[0], kind) for kind in kinds if kind in WITHOUT_BFD and route_servers]


def percentile(values, percent):
    """The least value that so many of a hundred do not exceed; None for none."""
    values = sorted(value for value in values if value is not None)
    return values[-(-len(values) * percent // 100) - 1] if values else None


def verdict_stamps(events):
    """When our route server judged sessions to be down for want of packets, in ns since the epoch."""
    return [parse_time(*event["time"].rstrip("Z").split(".")) for event in events if "overdue_us" in event]


class PairContestant(Contestant):
    """A pair's scene."""

    def __init__(self, pair, liveness, options, twin_of=None):
        self.pair = pair
        super().__init__(str(pair), pair.announcer, liveness, options, twin_of)

    def make_scene(self):
        return Scene(self.pair, self.liveness, self.options.programs, os.path.join(self.options.folder, self.name))

    def take(self, fault, quiet):
        scene = self.scene
        scene.witness.take()
        seen = len(scene.rs_log.events)
        run = super().take(fault, quiet)
        packets, routes = scene.witness.take()
        if FAULTS[fault][2] and self.liveness.interval_ms:
            run["late_us"] = late_us(packets, routes, self.liveness.detection_ms)
            moved = moved_at(routes)
            verdicts = [stamp for stamp in verdict_stamps(scene.rs_log.events[seen:]) if moved and stamp <= moved]
            run["install_us"] = (moved - max(verdicts)) / 1000 if verdicts else None
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


def idle_rows(contest, seconds):
    """Of the sessions that went down while nothing happened."""
    watched = {contestant: Downs() for contestant in contest.contestants()
               if contestant.scene and contestant.liveness.interval_ms}
    for contestant in watched:
        contestant.scene.witness.take()
    bystander, end_at = Bystander(contest.options.programs.probe), time.monotonic() + seconds
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


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    add_arguments(parser, lanes=3)
    parser.add_argument("--faults", default=",".join(failover_table.FAULTS),
                        help="comma-separated, may be empty; all of %(default)s")
    parser.add_argument("--idle", type=int, default=0, metavar="S",
                        help="afterwards count for so many seconds the BFD sessions that go down with nothing wrong")
    options = parse_arguments(parser)
    options.faults = chosen(parser, "fault", options.faults, failover_table.FAULTS) if options.faults else []
    options.pairs = pairs_of(options.kinds)
    if not options.pairs:
        parser.error("no route server among the kinds: %s has none" % ", ".join(WITHOUT_BFD))
    return options


def main():
    options = arguments()
    prepare("failover")
    contest = Contest(teams_of(PairContestant, options.pairs, options.liveness, options), options)
    began = time.monotonic()
    with work_folder(options.keep) as options.folder, contextlib.closing(contest):
        try:
            contest.start()
        except LabError as problem:
            sys.exit("failover: %s" % problem)
        contest.run()
        rows = [one.row(fault) for fault in options.faults for one in contest.spokesmen(fault)]
        if options.idle:
            rows += idle_rows(contest, options.idle)
    print(failover_table.markdown(rows))
    print("\nTaken in %.1f min." % ((time.monotonic() - began) / 60))
    conclude("failover", rows, options.json, contest.failures)


if __name__ == "__main__":
    main()
