# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The report as a page: one file that needs nothing else, to be read on a screen or printed."""
from html import escape
from typing import NamedTuple

import svg

STYLE = """
:root { --ink: #1b1f24; --soft: #5b6470; --line: #d5dae0; --active: #2563ae; --standby: #d9822b; --up: #7fae94;
  --recovering: #8d7bb8; --lost: #c22f2f; --late: #e9a8a0; --none: #e8ebef; }
body { font: 14px/1.45 system-ui, sans-serif; color: var(--ink); background: #fff; max-width: 1060px; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .2rem; } p, li { max-width: 50rem; }
.soft { color: var(--soft); } code { font: 12px ui-monospace, monospace; }
table { border-collapse: collapse; font-size: 12px; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .55rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--soft); font-weight: 600; border-bottom-width: 2px; }
th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left; }
.wide { overflow-x: auto; } svg { display: block; width: 100%; height: auto; margin: .3rem 0 .8rem; }
svg text { font: 10px system-ui, sans-serif; fill: var(--ink); }
svg .axis, svg .name { fill: var(--soft); } svg .group { font-weight: 600; } svg .in { fill: #fff; font-size: 9px; }
.tick { stroke: var(--line); stroke-width: .7; } .instant { stroke: var(--lost); stroke-width: 1.2; }
.bound { stroke: var(--lost); stroke-width: 1.6; } .dot { fill: var(--active); fill-opacity: .65; }
.active { fill: var(--active); } .standby { fill: var(--standby); } .up { fill: var(--up); }
.recovering { fill: var(--recovering); } .lost { fill: var(--lost); } .other { fill: var(--soft); } .none { fill: var(--none); }
.late { fill: var(--late); }
.legend span { display: inline-block; margin-right: 1.1rem; }
.legend i { display: inline-block; width: .9rem; height: .7rem; margin-right: .35rem; }
@page { size: landscape; margin: 12mm; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } h2 { break-after: avoid; }
  section, svg, tr { break-inside: avoid; } .wide { overflow: visible; } table { font-size: 8px; }
  th, td { padding: .1rem .25rem; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
LEGEND = (("active", "the active node's"), ("standby", "the standby's"), ("up", "up"), ("recovering", "recovering"),
          ("lost", "probes lost"), ("late", "answers late"), ("none", "down, or nothing"))


class Incident(NamedTuple):
    """One fault noticed in one way: the run whose outage is the median, and its timeline."""
    liveness: str
    fault: str
    outage_ms: float
    windows: list


def _legend():
    return '<p class="legend soft">%s</p>' % "".join(
        '<span><i style="background: var(--%s)"></i>%s</span>' % (kind, escape(text)) for kind, text in LEGEND)


def _table(cells):
    head, *rows = cells
    return '<div class="wide"><table><thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>' % (
        "".join("<th>%s</th>" % escape(cell) for cell in head),
        "".join("<tr>%s</tr>" % "".join("<td>%s</td>" % escape(cell) for cell in row) for row in rows))


def _incident(one):
    return '<section><h3>%s, noticed by %s: an outage of %.1f ms</h3>%s</section>' % (
        escape(one.fault), escape(one.liveness), one.outage_ms, "".join(map(svg.window, one.windows)))


def page(title, facts, cells, notes, outages, incidents):
    """The whole page. `facts` are lines on how it was taken, `cells` the table with its head, `outages` as svg.outages
    wants them."""
    body = [
        "<h1>%s</h1>" % escape(title),
        '<p class="soft">%s</p>' % "<br>".join(map(escape, facts)),
        "<h2>All runs</h2>", _table(cells), "<ul>%s</ul>" % "".join("<li>%s</li>" % escape(note) for note in notes),
        "<h2>Outages and bounds</h2>",
        '<p>Each dot is a run, the red line the bound of its row.</p>', svg.outages(outages),
        "<h2>Timelines</h2>",
        "<p>Of each fault the run whose outage is the median: first around the fault, then around its healing. "
        "Sessions and BFD are as the route server sees them, routes as its kernel reports them.</p>", _legend(),
        *map(_incident, incidents)]
    return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><title>%s</title>'
            "<style>%s</style></head><body>%s</body></html>\n" % (escape(title), STYLE, "\n".join(body)))
