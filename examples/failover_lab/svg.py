# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Drawings of the report: a window of a timeline, and outages beside their bounds."""
import math
from html import escape

WIDTH, LABELS, RIGHT = 1000, 230, 12
ROW, BAR, TITLE, AXIS = 15, 11, 18, 26
LETTER = 6.2  # the width of one, about
LEAST_WIDTH = 1.2  # of a bar: what is shorter would not be seen


def ticks(begin, end, count=8):
    """Round numbers between the two, about so many."""
    raw = (end - begin) / count
    scale = 10 ** math.floor(math.log10(raw))
    step = next(scale * factor for factor in (1, 2, 5, 10) if scale * factor >= raw)
    first = math.ceil(begin / step)
    return [step * number for number in range(first, math.floor(end / step) + 1)]


def _number(value):
    return "%g" % round(value, 3)


class Plot:
    """Maps a stretch of numbers to the width right of the labels, and collects what is drawn."""

    def __init__(self, begin, end):
        self.begin, self.end, self.items = begin, end, []

    def x(self, value):
        part = (min(max(value, self.begin), self.end) - self.begin) / (self.end - self.begin)
        return LABELS + part * (WIDTH - LABELS - RIGHT)

    def text(self, x, y, text, style, anchor="start"):
        self.items.append('<text x="%.1f" y="%.1f" class="%s" text-anchor="%s">%s</text>' % (
            x, y, style, anchor, escape(text)))

    def line(self, x, top, bottom, style):
        self.items.append('<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>' % (x, top, x, bottom, style))

    def axis(self, bottom, unit):
        for tick in ticks(self.begin, self.end):
            self.line(self.x(tick), AXIS - 6, bottom, "tick")
            self.text(self.x(tick), AXIS - 10, _number(tick), "axis", "middle")
        self.text(4, AXIS - 10, unit, "axis")

    def bar(self, one, y):
        left, right = self.x(one.begin), self.x(one.end)
        width = max(right - left, LEAST_WIDTH)
        title = "%s, from %.1f to %.1f ms" % (one.text or "nothing", one.begin, one.end)
        self.items.append('<rect x="%.1f" y="%.1f" width="%.1f" height="%d" class="%s"><title>%s</title></rect>' % (
            left, y, width, BAR, one.kind, escape(title)))
        if one.text and len(one.text) * LETTER < width - 6:
            self.text(left + 4, y + BAR - 2, one.text, "in")

    def draw(self, height, title):
        return ('<svg viewBox="0 0 %d %d" role="img" aria-label="%s" xmlns="http://www.w3.org/2000/svg">%s</svg>' % (
            WIDTH, height, escape(title, quote=True), "".join(self.items)))


def window(shown):
    """A Window of timeline.py."""
    plot, rows, y, group = Plot(shown.begin_ms, shown.end_ms), [], AXIS, None
    for row in shown.rows:
        if row.group != group:
            group, y = row.group, y + (6 if group else 0)
            rows.append((y, None, group))
            y += TITLE
        rows.append((y, row, row.name))
        y += ROW
    plot.axis(y, "ms from the %s" % shown.title)
    for top, row, name in rows:
        if row is None:
            plot.text(4, top + TITLE - 5, name, "group")
            continue
        plot.text(LABELS - 8, top + BAR - 1, name, "name", "end")
        for one_bar in row.bars:
            plot.bar(one_bar, top)
    plot.line(plot.x(0), AXIS - 6, y, "instant")
    return plot.draw(y + 4, "Timeline around the %s" % shown.title)


def outages(rows):
    """Each run's outage as a dot, and the bound as a line; on a logarithmic scale, since a second and a millisecond
    stand side by side. Rows have `name`, `outages_ms` and `bound_ms`."""
    most = max(max(row["outages_ms"] + [row["bound_ms"]]) for row in rows)
    plot = Plot(0.0, math.log10(max(most, 10.0)) + 0.05)
    bottom = AXIS + ROW * len(rows)
    for power in range(int(plot.end) + 1):
        for factor in (1, 2, 5):
            value = math.log10(factor) + power
            if value <= plot.end:
                plot.line(plot.x(value), AXIS - 6, bottom, "tick")
                plot.text(plot.x(value), AXIS - 10, _number(factor * 10 ** power), "axis", "middle")
    plot.text(4, AXIS - 10, "outage, ms", "axis")
    for number, row in enumerate(rows):
        y = AXIS + ROW * number
        plot.text(LABELS - 8, y + BAR - 1, row["name"], "name", "end")
        for value in row["outages_ms"]:
            plot.items.append('<circle cx="%.1f" cy="%.1f" r="3.4" class="dot"><title>%.1f ms</title></circle>' % (
                plot.x(math.log10(max(value, 1.0))), y + BAR / 2, value))
        plot.line(plot.x(math.log10(max(row["bound_ms"], 1.0))), y - 1, y + BAR + 1, "bound")
    return plot.draw(bottom + 4, "Outages of all runs and their bounds")
