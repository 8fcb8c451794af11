# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Where scenes are played: the floating-IP scenario under one stream of probes, and what it saw of each step."""
import os
import time
from typing import NamedTuple, Optional

import routing_database
from measure import NANOSECONDS_PER_MS, Bystander, Probe, lost, silence_within_ms
from netlab import LabError, run, wait_until
from report import ALLOWANCE_MS
from roles import NAMES
from topology import Lab

PATIENCE_S = 20
HOLD_S = 0.3  # a step's outcome has to last as long


class Step(NamedTuple):
    """What was done, and who is to answer after it; None: nobody."""
    text: str
    by: Optional[int]
    begun: int
    acted: int  # when it was done
    ended: int
    is_as_expected: bool
    detection_ms: Optional[float]  # the time in which it may be noticed; None: no probe may be lost
    database: Optional[str] = None  # what the route server had at its end (routing_database.py); None: not asked


class Finding(NamedTuple):
    """What the probes say of a step; `bound_ms` None: no probe may be lost."""
    step: Step
    lost: int
    silence_ms: float
    bound_ms: Optional[float]

    @property
    def has_right_outcome(self):
        """Whether who is to answer did, however many probes were lost before."""
        if self.step.by is None and self.silence_ms < (self.step.ended - self.step.acted) / NANOSECONDS_PER_MS * 0.9:
            return False
        return self.step.is_as_expected

    @property
    def is_good(self):
        if self.step.by is None or not self.has_right_outcome:
            return self.has_right_outcome
        return self.lost == 0 if self.bound_ms is None else self.silence_ms <= self.bound_ms


class Stage:
    """One scene's laboratory, in which `first` answers. step() is called in order, findings() once at the end."""

    def __init__(self, lab, narrator, first):
        self.lab, self.narrator, self.steps = lab, narrator, []
        self.probe = Probe(lab.hosts["client"], lab.programs.probe, *lab.destination, lab.folder + "/probe.bin")
        lab.adopt(self.probe.process)
        if not self.probe.wait_for(first, 0, PATIENCE_S):
            raise LabError("the %s node does not answer the client" % NAMES[first])
        lab.settle(PATIENCE_S)
        self.bystander = Bystander(lab.programs.probe)
        lab.adopt(self.bystander.process)

    def ctl(self, zone, *words):
        """Asks a node's announcer; an answer of "no" is an error."""
        run([self.lab.programs.announcerctl, "--socket", os.path.join(self.lab.folder, NAMES[zone], "announcer.sock"),
             *words])

    def ctl_route_server(self, *words):
        """Likewise."""
        run([self.lab.programs.route_serverctl, "--socket", self.lab.route_server_socket, *words])

    def database(self):
        """What the route server has in its routing database, in words."""
        return routing_database.ask(self.lab.programs.route_serverctl, self.lab.route_server_socket)

    def step(self, text, act, by, *, detection_ms=None, hold_s=HOLD_S, database=None):
        """Acts; then `by` has to answer, and for so long. What nobody is to answer, findings() judges.

        `database`: what the route server is to have then.
        """
        self.narrator.say("scene", text)
        begun = time.monotonic_ns()
        act()
        acted = time.monotonic_ns()
        good = by is None or bool(self.probe.wait_for(by, 0, PATIENCE_S))
        time.sleep(hold_s)
        good = good and (by is None or self.probe.turns[-1][1] == by)
        if by is not None:
            self.narrator.say("client", ("%s answers" if good else "NOT ANSWERED BY %s") % NAMES[by])
        found = None

        def has_it():
            nonlocal found
            found = self.database()
            return found == database

        if database and not wait_until(has_it, PATIENCE_S, 0.1):
            good = False
            self.narrator.say("rs", "HAS %s, AND NOT %s" % (found, database))
        self.steps.append(Step(text, by, begun, acted, time.monotonic_ns(), good, detection_ms, found))

    def findings(self):
        """Ends the probes."""
        replies, lateness_ms = self.probe.finish(), self.bystander.finish_ms()
        found = []
        for one in self.steps:
            bound_ms = None
            if one.detection_ms is not None:
                acting_ms = (one.acted - one.begun) / NANOSECONDS_PER_MS
                bound_ms = acting_ms + one.detection_ms + lateness_ms + ALLOWANCE_MS
            # Where nobody is to answer, who did so while it was done does not count.
            silence_ms = silence_within_ms(replies, one.acted if one.by is None else one.begun, one.ended)
            found.append(Finding(one, lost(replies, one.begun, one.ended), silence_ms, bound_ms))
        return found


class SceneLab(Lab):
    """The floating-IP scenario with what a scene says differently in the configurations."""

    def __init__(self, tag, liveness, programs, folder, on_event, scene):
        programs.require("announcerctl", "route_serverctl")
        self.group_lines, self.active_meds = scene.group_lines, scene.active_meds
        self.route_server_lines, self.table_lines = scene.route_server_lines, scene.table_lines
        self.route_server_socket = os.path.join(folder, "rs", "route_server.sock")
        self.route_server_options = ("--socket", self.route_server_socket)
        super().__init__(tag, liveness, programs, folder, on_event)

    def replace_route_server(self, table_lines):
        """By another, with other fields in its route table."""
        self.route_server.stop()
        self.table_lines = table_lines
        self.start_route_server()
