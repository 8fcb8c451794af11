#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Rows of failover.py as tables, one a fault: failover_table.py FILE."""
import json
import sys

FAULTS = ("silent", "freeze", "carrier", "kill", "term")
IDLE = "idle"
HEAD = ("route server", "announcers", "noticed by", "runs", "outage ms", "nine in ten", "bound ms", "switch ms",
        "lost, to failback", "lost at failback", "route late by, us", "verdict late by, us", "verdict to route, us")
IDLE_HEAD = ("route server", "announcers", "noticed by", "idle s", "false downs", "worst lateness ms")


def spread(values, form="%.0f"):
    """min / median / max."""
    return " / ".join(form % values[key] for key in ("min", "median", "max")) if values else "-"


def number(row, key, form="%.0f"):
    return form % row[key] if key in row else "-"


def who(row):
    return row["route_server"], row["announcer"], row["liveness"]


def cells(row):
    return (*who(row), str(row["runs"]), spread(row.get("outage_ms")), number(row, "outage_p90_ms"),
            number(row, "bound_ms"), spread(row.get("switch_ms")), spread(row.get("lost")),
            str(row["lost_at_failback"]), spread(row.get("late_us")), number(row, "overdue_us"),
            spread(row.get("install_us")))


def idle_cells(row):
    return (*who(row), number(row, "idle_s"), str(row["false_downs"]), number(row, "lateness_ms", "%.1f"))


def table(head, lines):
    return "\n".join("| %s |" % " | ".join(line) for line in [head, ("---",) * len(head), *lines])


def markdown(rows):
    """A table for each fault that has rows, and one of the idle time."""
    parts = []
    for fault in (*FAULTS, IDLE):
        lines = [(idle_cells if fault == IDLE else cells)(row) for row in rows if row["fault"] == fault]
        if lines:
            parts.append("### %s\n\n%s" % (fault, table(IDLE_HEAD if fault == IDLE else HEAD, lines)))
    return "\n\n".join(parts)


def main():
    with open(sys.argv[1], encoding="utf-8") as rows:
        print(markdown([json.loads(line) for line in rows]))


if __name__ == "__main__":
    main()
