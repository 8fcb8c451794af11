# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Rows of results and the table made of them."""
import statistics

from measure import spread

ALLOWANCE_MS = 2  # scheduling of the probe itself, one period and the route's installation


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
    if overdue_us and waits_for_detection:
        result["overdue_us"] = round(statistics.median(overdue_us))
    return {key: value for key, value in result.items() if value is not None}


def _text(values):
    return "%(min).0f / %(median).0f / %(max).0f" % values if values else "-"


def table(rows, real_time):
    """The rows as text, faults of one liveness together."""
    head = ("liveness", "fault", "runs", "outage ms", "bound", "switch ms", "lost", "at failback", "back after ms")
    lines = [head]
    for one in sorted(rows, key=lambda r: r["liveness"]):
        lines.append((one["liveness"], one["fault"], str(one["runs"]), _text(one.get("outage_ms")),
                      "%.0f" % one["bound_ms"], _text(one.get("switch_ms")), _text(one["lost"]), str(one["lost_at_failback"]),
                      _text(one.get("recovery_ms"))))
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    text = "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)
    notes = ["min / median / max of the client's outage, its switch to the standby, the probes lost until the fault "
             "healed, and the time until every session was up again after that. Failback: all probes lost, of all runs.",
             "A frozen responder answers its queue when it thaws: few probes count as lost.",
             "bound: detection time + worst wake-up lateness of a bystander in the same runs + %d ms." % ALLOWANCE_MS]
    if not real_time:
        notes.append("Taken without real-time priority.")
    return "\n%s\n\n%s" % (text, "\n".join(notes))
