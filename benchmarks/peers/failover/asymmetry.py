#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Ingress inspection with BIRD, FRR and GoBGP on both firewalls, beside ours, all kinds in the same run.

    export PYTHONPATH=examples/failover_lab:interop:benchmarks/peers
    benchmarks/peers/failover/asymmetry.py --binaries bazel-bin --runs 5 --json rows.jsonl

The laboratory's scenario 2 with our route server. The others announce the same
prefixes on the same sides, the standby's with two prepends; they have no notion
of sides that belong together. GoBGP has no BFD: where the others have it, it has a
hold time of 3 s. All kinds stand at once and take turns, two at a time (--lanes);
but an outage, with some time before and after it, and the start of a process wait
for another.

Needs root, `tools/setup interop` and a machine without other work; everything runs
under SCHED_RR 5.
"""
import argparse
import contextlib
import os
import sys
import time

import daemons
import report
from contest import Contest, Contestant, add_arguments, parse_arguments, prepare, teams_of
from faults import FAULTS
from firewall import Firewall
from inspection import Inspection
from inspection_network import FIRST, SECOND, SIDES, address
from lab import chosen, conclude
from netlab import LabError
from roles import ANNOUNCER_AS, ENDPOINTS, NAMES, NODE, ROUTE_SERVER_AS, STANDBY
from scenario import Scenario
from scene import OURS, WithOther, work_folder
from side_speakers import ANNOUNCERS_OF_SIDES
from speakers import Role


class OtherFirewall(WithOther, Firewall):
    """One with an announcer of another kind."""


class OtherInspection(Inspection):
    """The scenario with such firewalls."""

    def __init__(self, kind, *scenario):
        self.kind = kind
        super().__init__(*scenario)

    def make_node(self, zone):
        sessions = [(side, endpoint) for side in SIDES for endpoint in ENDPOINTS]
        peers = [daemons.Peer(address(zone, side, NODE), address(zone, side, endpoint), ROUTE_SERVER_AS)
                 for side, endpoint in sessions]
        prefixes = {FIRST: self.shown_ends.to_server, SECOND: self.shown_ends.to_client}
        role = Role(ANNOUNCER_AS, address(zone, FIRST, NODE), peers, self.liveness, prefixes[FIRST],
                    2 if zone == STANDBY else 0)
        speaker = ANNOUNCERS_OF_SIDES[self.kind](self.hosts[NAMES[zone]], os.path.join(self.folder, NAMES[zone]), role,
                                                 [prefixes[side] for side, _ in sessions])
        return OtherFirewall(speaker, self, zone, "", (self.inbound_port, self.outbound_port))

    def settled(self):
        return Scenario.settled(self)


class KindContestant(Contestant):
    """The scenario with one kind."""

    def __init__(self, kind, liveness, options, twin_of=None):
        self.kind = kind
        super().__init__(kind, kind, liveness, options, twin_of)

    def make_scene(self):
        scenario = ("wma%d-%s" % (os.getpid() % 10000, self.name), self.liveness, self.options.programs,
                    os.path.join(self.options.folder, self.name), lambda *_: None)
        return Inspection(*scenario) if self.kind == OURS else OtherInspection(self.kind, *scenario)

    def may_stay(self, fault):
        """With the others the side that was not lost stays where it is."""
        return fault == "side" and self.kind != OURS

    def row(self, fault):
        return {"announcer": self.kind, **report.row(fault, self.liveness, FAULTS[fault][2], self.taken[fault])}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    add_arguments(parser, lanes=2)
    parser.add_argument("--faults", default="kill,silent,side", help="comma-separated (%(default)s)")
    options = parse_arguments(parser)
    options.faults = chosen(parser, "fault", options.faults, Inspection.faults)
    return options


def table(rows):
    """All kinds side by side, one fault after the other."""
    layout = report.inspection(*Inspection.side_names.values())
    columns = (("announcer", lambda one: one["announcer"]), *layout.columns,
               ("not moved", lambda one: str(one["not_switched"])))
    return report.columns([[head for head, _ in columns], *([cell(one) for _, cell in columns] for one in rows)])


def main():
    options = arguments()
    prepare("asymmetry")
    contest = Contest(teams_of(KindContestant, options.kinds, options.liveness, options), options)
    began = time.monotonic()
    with work_folder(options.keep) as options.folder, contextlib.closing(contest):
        contest.start()
        contest.run()
    rows = [one.row(fault) for fault in options.faults for one in contest.spokesmen(fault)]
    print("\n%s\n\nTaken in %.1f min." % (table(rows), (time.monotonic() - began) / 60))
    conclude("asymmetry", rows, options.json, contest.failures)


if __name__ == "__main__":
    try:
        main()
    except LabError as problem:
        sys.exit("asymmetry: %s" % problem)
