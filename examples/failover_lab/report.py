# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Rows of results and the table made of them."""
import statistics
from typing import NamedTuple

from connections import HELD
from measure import spread

ALLOWANCE_MS = 2  # scheduling of the probe itself, one period and the route's installation
# What only some scenarios see of a run: given as a spread, or as the sum of all runs.
SPREADS = ("skew_ms", "half_ms", "skew_back_ms", "half_back_ms",
           "tcp_kept", "tcp_broken", "tcp_new_ms")
SUMS = ("tcp_turned_away", "tcp_new_failed")


def row(fault, liveness, waits_for_detection, runs):
    """One row over the runs of one fault. The bound needs the worst lateness of a bystander in the same runs."""
    lateness_ms = max(run["lateness_ms"] for run in runs)
    detection_ms = liveness.detection_ms if waits_for_detection else 0
    overdue_us = [us for run in runs for us in run["overdue_us"]]
    result = {
        "fault": fault, "liveness": liveness.name, "runs": len(runs),
        "bound_ms": round(detection_ms + lateness_ms + ALLOWANCE_MS, 1),
        "lateness_ms": round(lateness_ms, 1),
        "outage_ms": spread([run["outage_ms"] for run in runs]),
        "switch_ms": spread([run["switch_ms"] for run in runs]),
        "lost": spread([run["lost"] for run in runs]),
        "lost_at_failback": sum(run["lost_at_failback"] or 0 for run in runs),
        "recovery_ms": spread([run["recovery_ms"] for run in runs]),
        "not_switched": sum(1 for run in runs if run["switch_ms"] is None),
    }
    sides = sorted({key for run in runs for key in run if key.startswith("switch_") and key != "switch_ms"})
    result.update((key, spread([run.get(key) for run in runs])) for key in (*sides, *SPREADS))
    result.update((key, sum(run[key] for run in runs)) for key in SUMS if key in runs[0])
    if overdue_us and waits_for_detection:
        result["overdue_us"] = round(statistics.median(overdue_us))
    return {key: value for key, value in result.items() if value is not None}


def _text(values):
    return "%(min).0f / %(median).0f / %(max).0f" % values if values else "-"


def _fine(values):
    return "%(min).1f / %(median).1f / %(max).1f" % values if values else "-"


class Layout(NamedTuple):
    """Of a table: the head of each column with what stands below it, and what is said about it all."""
    columns: tuple
    notes: tuple


COMMON = (("liveness", lambda one: one["liveness"]), ("fault", lambda one: one["fault"]),
          ("runs", lambda one: str(one["runs"])), ("outage ms", lambda one: _text(one.get("outage_ms"))),
          ("bound", lambda one: "%.0f" % one["bound_ms"]))
BOUND_NOTE = "bound: detection time + worst wake-up lateness of a bystander in the same runs + %d ms." % ALLOWANCE_MS
FLOATING_IP = Layout(COMMON + (
    ("switch ms", lambda one: _text(one.get("switch_ms"))), ("lost", lambda one: _text(one["lost"])),
    ("at failback", lambda one: str(one["lost_at_failback"])),
    ("back after ms", lambda one: _text(one.get("recovery_ms")))
), (
    "min / median / max of the client's outage, its switch to the standby, the probes lost until the fault "
    "healed, and the time until every session was up again after that. Failback: all probes lost, of all runs.",
    "A frozen responder answers its queue when it thaws: few probes count as lost.", BOUND_NOTE))


def inspection(first, second):
    """The layout of a scenario with these two sides."""
    return Layout(COMMON + (
        (first + " ms", lambda one: _text(one.get("switch_%s_ms" % first))),
        (second + " ms", lambda one: _text(one.get("switch_%s_ms" % second))),
        ("skew ms", lambda one: _fine(one.get("skew_ms"))), ("half ms", lambda one: _fine(one.get("half_ms"))),
        ("TCP kept", lambda one: _text(one.get("tcp_kept"))), ("broken", lambda one: _text(one.get("tcp_broken"))),
        ("refused", lambda one: str(one["tcp_turned_away"])), ("new ms", lambda one: _fine(one.get("tcp_new_ms"))),
        ("failed", lambda one: str(one["tcp_new_failed"])), ("at failback", lambda one: str(one["lost_at_failback"])),
        ("skew back ms", lambda one: _fine(one.get("skew_back_ms")))
    ), (
        "min / median / max. Outage: of the two directions the worse. %s, %s: until the first packet left for the "
        "standby on that side; skew: between the two. Half: as long as probes went through one firewall and their "
        "replies were sent to the other." % (first.capitalize(), second),
        "TCP: of %d connections, those that lived on and those that broke; a firewall resets what it has not seen the "
        "beginning of. Refused: of those opened during the fault, how many were refused or reset, of all runs. New: "
        "the slowest of those opened after the switch, until it had its answer; failed: those that never had one. "
        "Failback: all probes lost, of all runs." % HELD, BOUND_NOTE))


def cells(rows, layout):
    """The head and the rows as texts, faults of one liveness together."""
    return [[head for head, _ in layout.columns]] + [
        [cell(one) for _, cell in layout.columns] for one in sorted(rows, key=lambda one: one["liveness"])]


def remarks(layout, real_time):
    return layout.notes if real_time else layout.notes + ("Taken without real-time priority.",)


def columns(lines):
    """Lines of cells as text, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def table(rows, real_time, layout=FLOATING_IP):
    """The rows as text."""
    return "\n%s\n\n%s" % (columns(cells(rows, layout)), "\n".join(remarks(layout, real_time)))
