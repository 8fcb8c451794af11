#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Ingress inspection with BIRD on both firewalls, beside ours: what one side does when the other is lost.

    export PYTHONPATH=examples/failover_lab:interop:benchmarks/peers
    benchmarks/peers/failover/asymmetry.py --binaries bazel-bin --runs 5 --json rows.jsonl

The laboratory's scenario 2 with our route server. BIRD announces the same
prefixes on the same sides, the standby's with two prepends; it has no notion of
sides that belong together. Needs root and `tools/setup interop`; everything runs
under SCHED_RR 5.
"""
import argparse
import contextlib
import os
import signal
import sys

import daemons
import liveness as liveness_names
import report
from faults import FAULTS
from firewall import Firewall
from inspection import Inspection
from inspection_network import FIRST, SECOND, SIDES, address
from lab import become_real_time, check_possible, conclude, end
from narrator import Narrator
from netlab import LabError
from roles import ANNOUNCER_AS, ENDPOINTS, NAMES, NODE, ROUTE_SERVER_AS, STANDBY
from run import one_run
from scenario import Programs, Scenario
from scene import OURS, work_folder
from speakers import Bird, Role


class BirdOfSides(Bird):
    """Announces to each neighbour what lies behind the side that the neighbour is on."""

    def __init__(self, host, folder, role, prefixes):
        self.prefixes = prefixes  # one for each peer, in their order
        super().__init__(host, folder, role)

    def announce(self):
        self.session_options = "connect delay time 1; connect retry time 1; error forget time 1;"

    def _export(self, prefix):
        prepends = "".join("bgp_path.prepend(%s); " % asn for asn in self.role.extra_path)
        return "export filter { if net != %s then reject; %saccept; };" % (prefix, prepends)

    def configuration(self):
        # The base class has written one channel for each peer, in their order.
        channels, lines = iter(self.prefixes), []
        for line in super().configuration():
            lines.append(line.replace(self.exports, self._export(next(channels))) if self.exports in line else line)
        routes = "".join(" route %s blackhole;" % prefix for prefix in sorted(set(self.prefixes)))
        return [line for line in lines if not line.startswith("protocol static")] + [
            "protocol static { ipv4;%s }" % routes]


class OtherFirewall(Firewall):
    """One with BIRD."""

    def __init__(self, lab, zone, ports, announcer):
        super().__init__(lab, zone, "", ports)
        self.bird = announcer
        self.announcer = announcer

    def start_announcer(self):
        self.bird.start()

    def processes(self):
        return self.bird.processes


class BirdInspection(Inspection):
    """The scenario with BIRD on both firewalls."""

    def make_node(self, zone):
        sessions = [(side, endpoint) for side in SIDES for endpoint in ENDPOINTS]
        peers = [daemons.Peer(address(zone, side, NODE), address(zone, side, endpoint), ROUTE_SERVER_AS)
                 for side, endpoint in sessions]
        prefixes = {FIRST: self.shown_ends.to_server, SECOND: self.shown_ends.to_client}
        role = Role(ANNOUNCER_AS, address(zone, FIRST, NODE), peers, self.liveness, prefixes[FIRST],
                    2 if zone == STANDBY else 0)
        bird = BirdOfSides(self.hosts[NAMES[zone]], os.path.join(self.folder, NAMES[zone]), role,
                           [prefixes[side] for side, _ in sessions])
        return OtherFirewall(self, zone, (self.inbound_port, self.outbound_port), bird)

    def settled(self):
        return Scenario.settled(self)


KINDS = {OURS: Inspection, "bird": BirdInspection}


def measure(kind, liveness, options):
    """One row for each fault."""
    lab = KINDS[kind]("wma%d%s%s" % (os.getpid() % 10000, kind, liveness.name), liveness, options.programs,
                      os.path.join(options.folder, kind), lambda *_: None)
    with contextlib.closing(lab):
        lab.start()
        return [{"announcer": kind, **report.row(fault, liveness, FAULTS[fault][2], [
            one_run(lab, fault, Narrator(quiet=True)) for _ in range(options.runs)])} for fault in options.faults]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--binaries", required=True, help="where our programs were built with -c opt (bazel-bin)")
    parser.add_argument("--runs", type=int, default=5, help="of each fault (%(default)s)")
    parser.add_argument("--faults", default="kill,silent,side", help="comma-separated (%(default)s)")
    parser.add_argument("--liveness", default="bfd50x3", help="one way of noticing (%(default)s)")
    parser.add_argument("--json", metavar="FILE", help="write the rows there, one JSON object a line")
    options = parser.parse_args()
    options.faults = options.faults.split(",")
    if not set(options.faults) <= set(Inspection.faults):
        parser.error("choose faults from %s" % ", ".join(Inspection.faults))
    try:
        options.liveness = liveness_names.parse(options.liveness)
        options.programs = Programs(options.binaries)
    except (ValueError, LabError) as error:
        parser.error(str(error))
    return options


def main():
    options = arguments()
    check_possible()
    signal.signal(signal.SIGTERM, end)
    if not become_real_time():
        sys.exit("asymmetry: real-time priority is refused here: the figures would be those of other work")
    rows = []
    with work_folder(None) as options.folder:
        for kind in KINDS:
            rows += measure(kind, options.liveness, options)
    layout = report.inspection(*Inspection.side_names.values())
    print(report.table(rows, True, layout._replace(
        columns=(("announcer", lambda one: one["announcer"]), *layout.columns,
                 ("not moved", lambda one: str(one["not_switched"]))))))
    conclude("asymmetry", rows, options.json, [])


if __name__ == "__main__":
    try:
        main()
    except LabError as problem:
        sys.exit("asymmetry: %s" % problem)
