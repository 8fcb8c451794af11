# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""All that was found in all laboratories: rows, and what the page of the report is made of."""
import os
import shlex
import time
from typing import NamedTuple

import report
from chronicle import Chronicle
from faults import FAULTS
from page import Incident, page
from timeline import Shown, timeline


class Median(NamedTuple):
    """Of the runs of one fault the one whose outage is the median, and what is known of the time around it."""
    liveness: str
    fault: str
    run: dict
    chronicle: Chronicle
    shown: Shown


def missing(liveness, fault, taken):
    """What should have happened in every run and did not."""
    for run in taken:
        if run["switch_ms"] is None:
            yield "%s, %s: traffic did not move to the standby" % (liveness.name, fault)
        if run["lost_at_failback"] is None:
            yield "%s, %s: traffic did not come back to the active node" % (liveness.name, fault)


class Results:
    """Filled by several laboratories at a time."""

    def __init__(self):
        self.rows, self.outages, self.medians, self.failures = [], [], [], []

    def add(self, liveness, fault, taken, chronicle, shown):
        """The runs of one fault. Nothing is drawn yet: the other laboratories are measuring."""
        row = report.row(fault, liveness, FAULTS[fault][2], taken)
        self.rows.append(row)
        self.outages.append({"name": "%s %s" % (liveness.name, fault), "bound_ms": row["bound_ms"],
                             "outages_ms": [run["outage_ms"] for run in taken]})
        median = sorted(taken, key=lambda run: run["outage_ms"])[len(taken) // 2]
        self.medians.append(Median(liveness.name, fault, median, chronicle, shown))
        self.failures += missing(liveness, fault, taken)

    def page(self, scenario, real_time, words):
        """The report; `words` are the command line's."""
        facts = ("Taken on %s on Linux %s with %d processors, load average %.1f at the end." % (
            time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), os.uname().release, os.cpu_count(), os.getloadavg()[0]),
                 shlex.join(["tools/demo", *words]))
        return page(scenario.title, facts, report.cells(self.rows, scenario.layout),
                    report.remarks(scenario.layout, real_time), sorted(self.outages, key=lambda one: one["name"]), [
                        Incident(one.liveness, one.fault, one.run["outage_ms"],
                                 timeline(one.run, one.chronicle, one.shown))
                        for one in sorted(self.medians, key=lambda one: one.liveness)])
