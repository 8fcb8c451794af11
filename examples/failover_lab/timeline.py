# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""One run as rows of a drawing: what held when, relative to the fault and to its healing."""
from typing import List, NamedTuple, Optional

from chronicle import BFD, PATH, ROLE, ROUTE, SESSION
from measure import GAP_NS, NANOSECONDS_PER_MS
from roles import ACTIVE, NAMES, STANDBY

BEFORE_MS, AFTER_MS = 0.15, 0.45  # of the outage, shown before the fault and after the switch
SHORTEST_MS = 40.0
LOST, LATE = "lost", "late"


class Bar(NamedTuple):
    """In ms from the window's zero. `kind` says how it is drawn: active, standby, up, recovering, lost, none, ..."""
    begin: float
    end: float
    kind: str
    text: str


class Row(NamedTuple):
    """All bars of one thing that can change."""
    group: str
    name: str
    bars: List[Bar]


class Shown(NamedTuple):
    """What of a scenario a timeline shows."""
    prefixes: List[str]
    installed: list  # (the kernel's table, prefix)
    owners: dict  # next hop -> node


class Window(NamedTuple):
    """A stretch of time around an instant that is its zero."""
    title: str
    zero: int
    begin_ms: float
    end_ms: float
    rows: List[Row]

    def bounds(self):
        """In ns of CLOCK_MONOTONIC."""
        return (self.zero + int(self.begin_ms * NANOSECONDS_PER_MS), self.zero + int(self.end_ms * NANOSECONDS_PER_MS))


def node_of(value) -> Optional[int]:
    """Whose path, next hop or answer it is; None for neither's, or for both."""
    text = str(value)
    if text in NAMES.values() or text.split("-", 1)[0] in NAMES.values():
        return ACTIVE if text.startswith(NAMES[ACTIVE]) else STANDBY
    return None


def _bar(span, kind, text, zero):
    return Bar((span[0] - zero) / NANOSECONDS_PER_MS, (span[1] - zero) / NANOSECONDS_PER_MS, kind, text)


def _state_bar(span, zero):
    value = span.value
    kind = NAMES.get(node_of(value)) or value or "none"
    return _bar(span, kind, value or "", zero)


def _route_bar(span, zero, owners):
    owner = owners.get(span.value)
    return _bar(span, NAMES.get(owner, "none" if span.value is None else "other"), span.value or "no route", zero)


def _answer_bars(stretches, window):
    """Who answers; between the answers probes were lost, or answered late."""
    begin, end = window.bounds()
    bars, last = [], None
    for one in stretches:
        if last is not None and one.first > begin and last < end and one.first - last >= GAP_NS:
            between, kind = (max(last, begin), min(one.first, end)), LOST if one.missing else LATE
            bars.append(_bar(between, kind, "%d lost" % one.missing if one.missing else "late", window.zero))
        if one.last >= begin and one.first <= end:
            shown = (max(one.first, begin), min(one.last, end))
            bars.append(_bar(shown, NAMES.get(one.host, LOST), NAMES.get(one.host, "two firewalls"), window.zero))
        last = one.last
    return bars


def _fill(window, chronicle, shown, answers):
    begin, end, zero = *window.bounds(), window.zero
    for kind, title in ((BFD, "BFD at the route server"), (SESSION, "BGP sessions at the route server")):
        for name in chronicle.names(kind):
            spans = chronicle.spans(kind, name, begin, end)
            window.rows.append(Row(title, name, [_state_bar(span, zero) for span in spans]))
    for name in chronicle.names(ROLE):
        spans = chronicle.spans(ROLE, name, begin, end)
        window.rows.append(Row("announced as", name, [_state_bar(span, zero) for span in spans]))
    for prefix in shown.prefixes:
        spans = chronicle.spans(PATH, prefix, begin, end)
        window.rows.append(Row("chosen path", prefix, [_state_bar(span, zero) for span in spans]))
    for table, prefix in shown.installed:
        spans = chronicle.spans(ROUTE, "%s %s" % (table, prefix), begin, end)
        window.rows.append(Row("installed route", "%s, table %s" % (prefix, table),
                               [_route_bar(span, zero, shown.owners) for span in spans]))
    for name, stretches in answers.items():
        window.rows.append(Row("probes", name, _answer_bars(stretches, window)))


def timeline(run, chronicle, shown):
    """The windows of a run: the fault, and the way back."""
    moments = run["moments"]
    switch = max(run.get("switch_ms") or 0, run["outage_ms"], SHORTEST_MS)
    until_over = (moments.over - moments.injected) / NANOSECONDS_PER_MS
    windows = [
        Window("fault", moments.injected, -BEFORE_MS * switch, min((1 + AFTER_MS) * switch, until_over), []),
        Window("healing", moments.healed, -50.0, (moments.end - moments.healed) / NANOSECONDS_PER_MS, []),
    ]
    for window in windows:
        _fill(window, chronicle, shown, run["answers"])
    return windows
