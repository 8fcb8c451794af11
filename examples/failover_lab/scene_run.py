# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Plays scenes one after the other, and tells of each step whether the client saw what it should."""
import contextlib
import os

from netlab import LabError
from report import columns
from roles import NAMES
from scenes import SCENES
from stage import SceneLab, Stage

HEAD = ("scene", "step", "answers", "route server has", "lost", "silence ms", "at most", "as expected")
NOTE = """\
Lost: probes without an answer until the next step; silence: the longest time without one. At most: what the
silence may be, the time that the doing took + detection time + worst wake-up lateness + 2 ms; where there is
none no probe may be lost. Route server has: whose path is in the FIB at the end of the step, "rejected" by the
route table, "persisted" where its routes are."""


def _row(scene, liveness, found):
    row = {"scene": scene, "liveness": liveness.name, "step": found.step.text, "answers": NAMES.get(found.step.by),
           "routing_database": found.step.database, "lost": found.lost, "silence_ms": round(found.silence_ms, 1),
           "bound_ms": found.bound_ms, "as_expected": found.is_good,
           "right_outcome": found.has_right_outcome}
    return {key: value for key, value in row.items() if value is not None}


def play(scene, liveness, options, narrator):
    """The rows of one scene."""
    lab = SceneLab("wms%d%s" % (os.getpid() % 10000, scene), liveness, options.programs,
                   os.path.join(options.folder, scene), narrator.event, SCENES[scene])
    with contextlib.closing(lab):
        lab.start()
        stage = Stage(lab, narrator, SCENES[scene].first)
        SCENES[scene].play(stage)
        return [_row(scene, liveness, found) for found in stage.findings()]


def play_all(options, narrator):
    """The rows of all scenes that are wanted, and what went wrong."""
    rows, failures = [], []
    for liveness in options.liveness:
        for scene in options.scenes:
            try:
                rows += play(scene, liveness, options, narrator.of(scene))
            except (LabError, OSError) as error:
                failures.append("%s: %s" % (scene, error))
    failures += ["%s: %s: not as expected" % (row["scene"], row["step"]) for row in rows if not row["as_expected"]]
    return rows, failures


def table(rows):
    """The rows as text."""
    cells = [(row["scene"], row["step"], row.get("answers", "nobody"), row.get("routing_database", "-"),
              str(row["lost"]), "%.1f" % row["silence_ms"], "%.0f" % row["bound_ms"] if "bound_ms" in row else "-",
              "yes" if row["as_expected"] else "NO")
             for row in rows]
    return "\n%s\n\n%s" % (columns([HEAD, *cells]), NOTE)
