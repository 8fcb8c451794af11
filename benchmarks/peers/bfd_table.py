#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Rows of bfd_scale.py as a table: bfd_table.py FILE."""
import json
import sys

WINDOWS = ("idle", "awake", "busy", "realtime")
HEAD = ("sessions", "timers", "speaker", "window", "CPU %, a / b", "downs, a / b", "declared by a late side",
        "worst lateness ms, a / b", "the machine's own", "up after, a / b", "bytes a session", "kernel's",
        "yes, cores", "other work, cores")


def pair(values, form="%s"):
    return " / ".join(form % value for value in values) if values else "-"


def other_work(kind_window):
    """Processors that neither the speakers, nor `yes`, nor packets of theirs kept busy."""
    own = (sum(kind_window["cpu_percent"]) + kind_window["softirq_percent"]) / 100 + kind_window["hog_cores"]
    return max(0.0, kind_window["machine_busy_cores"] - own)


def milliseconds(values_us):
    return pair([us / 1000 for us in values_us or () if us is not None], "%.1f")


def cells(row, name):
    window = row[name]
    return (str(row["sessions"]), "%d x %d" % (row["interval_ms"], row["multiplier"]), row["kind"], name,
            pair(window["cpu_percent"], "%.1f"), pair(window.get("downs")), pair(window.get("downs_by_us_while_late")),
            milliseconds(window.get("max_lateness_us")), milliseconds([window.get("machine_lateness_us")]),
            pair(window["up_after"]), pair(row.get("bytes_per_session")), str(row.get("kernel_bytes_per_session", "-")),
            "%.2f" % window["hog_cores"], "%.2f" % other_work(window))


def markdown(rows):
    lines = [HEAD, ("---",) * len(HEAD)]
    lines += [cells(row, name) for row in rows for name in WINDOWS if name in row]
    return "\n".join("| %s |" % " | ".join(line) for line in lines)


def main():
    with open(sys.argv[1], encoding="utf-8") as rows:
        print(markdown([json.loads(line) for line in rows]))


if __name__ == "__main__":
    main()
