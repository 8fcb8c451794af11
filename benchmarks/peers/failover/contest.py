# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Kinds of daemon beside each other in the same run: all their scenes stand at once and take turns.

Each has its run of a fault before anybody's next one, several at a time (lanes);
but an outage, with some time before and after it, and the start of a process
wait for another.
"""
import contextlib
import signal
import subprocess
import sys
import threading
import time

import liveness as liveness_names
from faults import FAULTS
from lab import become_real_time, check_possible, end
from narrator import Narrator
from netlab import LabError
from run import one_run
from scenario import Programs
from scene import OURS
from speakers import ANNOUNCERS, WITHOUT_BFD
from turns import Turns

PATIENCE_S = 60
KINDS = (OURS, *ANNOUNCERS)
SLOWER = "hold3"  # what a kind without BFD notices failures by, where the others have it


def add_arguments(parser, lanes):
    """Those that the programs have in common."""
    parser.add_argument("--binaries", required=True, help="where our programs were built with -c opt (bazel-bin)")
    parser.add_argument("--runs", type=int, default=5, help="of each fault and kind (%(default)s)")
    parser.add_argument("--kinds", default=",".join(KINDS), help="comma-separated; all of %(default)s")
    parser.add_argument("--liveness", default="bfd50x3", help="comma-separated; %(default)s")
    parser.add_argument("--lanes", type=int, default=lanes, help="how many have a run at the same time (%(default)s)")
    parser.add_argument("--json", metavar="FILE", help="write the rows there, one JSON object a line")
    parser.add_argument("--keep", metavar="FOLDER", help="leave configurations and logs there")


def parse_arguments(parser):
    """Reads the command line, and refuses what cannot be."""
    options = parser.parse_args()
    options.kinds = options.kinds.split(",")
    for kind in options.kinds:
        if kind not in KINDS:
            parser.error("unknown kind %r: choose from %s" % (kind, ", ".join(KINDS)))
        if kind != OURS and not ANNOUNCERS[kind].installed():
            parser.error("%s is not installed: tools/setup interop" % kind)
    try:
        options.liveness = [liveness_names.parse(name) for name in options.liveness.split(",")]
        options.programs = Programs(options.binaries)
    except (ValueError, LabError) as error:
        parser.error(str(error))
    return options


def prepare(program):
    """The process, for what is measured; ends the program where it cannot be."""
    check_possible()
    signal.signal(signal.SIGTERM, end)
    if not become_real_time():
        sys.exit("%s: real-time priority is refused here: the figures would be those of other work" % program)


class Contestant:
    """A scene, made anew where a run has failed. A twin shares the runs of another."""

    def __init__(self, name, announcer, liveness, options, twin_of=None):
        slower = announcer in WITHOUT_BFD and liveness.interval_ms
        self.liveness = liveness_names.parse(SLOWER) if slower else liveness
        self.name = "%s-%s%s" % (name, self.liveness.name, "-twin" if twin_of else "")
        self.options = options
        self.scene = None
        self.taken = twin_of.taken if twin_of else {fault: [] for fault in options.faults}

    def make_scene(self):
        raise NotImplementedError

    def start(self):
        self.scene = self.make_scene()
        self.scene.start()
        self.scene.settle(PATIENCE_S)

    def close(self):
        if self.scene:
            self.scene.close()
            self.scene = None

    def take(self, fault, quiet):
        """What one run has shown."""
        return one_run(self.scene, fault, Narrator(quiet=True), quiet)

    def run(self, fault, quiet):
        """Seconds of silence, as without BFD, wait for nobody: for them the others need not."""
        waits = FAULTS[fault][2] and not self.liveness.interval_ms
        run = self.take(fault, contextlib.nullcontext() if waits else quiet)
        self.taken[fault].append(run)
        return run

    def may_stay(self, fault):  # pylint: disable=unused-argument
        """Whether traffic that does not move at this fault is a finding, and no failure of the laboratory."""
        return False


def teams_of(contestant, whats, livenesses, options):
    """Contestants of a class, of each of its kinds with each liveness, each different one once. Those without BFD
    take several times as long over a run as the others: they are two."""
    teams = {}
    for liveness in livenesses:
        for what in whats:
            one = contestant(what, liveness, options)
            twins = [] if one.liveness.interval_ms else [contestant(what, one.liveness, options, one)]
            teams.setdefault(one.name, [one] + twins)
    return list(teams.values())


def outcome(contestant, fault, run):
    """One line of a run; LabError where it has failed."""
    if run["lost_at_failback"] is None:
        raise LabError("traffic did not come back to the active node")
    if run["switch_ms"] is None and not contestant.may_stay(fault):
        raise LabError("traffic did not move to the standby")
    return "outage %.1f ms" % run["outage_ms"]


class Contest:
    """`teams`: those of a team share their runs, the first of them speaks for all."""

    def __init__(self, teams, options):
        self.teams, self.options, self.failures = teams, options, []
        self.quiet = threading.Lock()

    def contestants(self):
        return [contestant for team in self.teams for contestant in team]

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
            said = outcome(contestant, fault, contestant.run(fault, self.quiet))
        except (LabError, OSError, ValueError, subprocess.SubprocessError) as error:
            said = str(error)
            self.failures.append("%s, %s: %s" % (contestant.name, fault, error))
            contestant.close()
        print("%s  %-26s %-8s %5.1f s  %s" % (time.strftime("%H:%M:%S"), contestant.name, fault,
                                              time.monotonic() - began, said), file=sys.stderr, flush=True)

    def _lane(self, turns):
        turn = turns.take()
        while turn:
            try:
                self._run(*turn)
            finally:
                turns.done(turn[0])
            turn = turns.take()

    def run(self):
        """Every team's run of a fault before anybody's next one."""
        turns = Turns((team[number % len(team)], fault) for number in range(self.options.runs)
                      for fault in self.options.faults for team in self.teams)
        lanes = [threading.Thread(daemon=True, target=self._lane, args=(turns,)) for _ in range(self.options.lanes)]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()

    def spokesmen(self, fault):
        """The first of each team that has runs of a fault."""
        return [team[0] for team in self.teams if team[0].taken[fault]]
