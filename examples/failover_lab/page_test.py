# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the report's page and its drawings, from a made-up run."""
import time
import unittest
import xml.etree.ElementTree as ElementTree

from chronicle import Chronicle
from measure import Stretch
from page import Incident, page
from svg import Plot, outages, ticks, window
from timeline import Bar, Row, Shown, Window, timeline
from view import Moments

MS = 1_000_000
SVG = "{http://www.w3.org/2000/svg}"


def made_up_run():
    """A fault at 1000 ms, answered by the standby from 1140 ms on, healed at 2000 ms."""
    zero = time.monotonic_ns()
    stretches = [Stretch(zero, zero + 1000 * MS, 1, 0), Stretch(zero + 1140 * MS, zero + 2500 * MS, 2, 139),
                 Stretch(zero + 2501 * MS, zero + 3000 * MS, 1, 0)]
    moments = Moments(zero + 1001 * MS, zero + 1600 * MS, zero + 2000 * MS, zero + 3000 * MS, True)
    return {"moments": moments, "answers": {"client": stretches}, "switch_ms": 139.0, "outage_ms": 140.0}


class TimelineTest(unittest.TestCase):
    def test_lost_probes_lie_between_the_answers_of_the_two_nodes(self):
        fault, _ = timeline(made_up_run(), Chronicle(), Shown([], [], {}))
        probes = fault.rows[-1]
        self.assertEqual([(one.kind, one.text) for one in probes.bars],
                         [("active", "active"), ("lost", "139 lost"), ("standby", "standby")])
        self.assertAlmostEqual(probes.bars[1].end, 139.0, places=3)

    def test_the_second_window_begins_shortly_before_the_healing(self):
        _, healing = timeline(made_up_run(), Chronicle(), Shown([], [], {}))
        self.assertEqual((healing.begin_ms, healing.end_ms), (-50.0, 1000.0))
        self.assertEqual([one.kind for one in healing.rows[-1].bars], ["standby", "active"])


class SvgTest(unittest.TestCase):
    def test_ticks_are_round_numbers_within_the_axis(self):
        self.assertEqual(ticks(-20, 200), [0, 50, 100, 150, 200])
        self.assertEqual(ticks(0, 8), [0, 1, 2, 3, 4, 5, 6, 7, 8])

    def test_what_lies_outside_of_the_axis_is_drawn_at_its_edge(self):
        plot = Plot(0, 100)
        self.assertEqual(plot.x(-5), plot.x(0))
        self.assertEqual(plot.x(200), plot.x(100))

    def test_a_window_has_a_rectangle_for_each_bar_and_escapes_its_text(self):
        bars = [Bar(0, 50, "active", "<active>"), Bar(50, 51, "none", "")]
        drawn = ElementTree.fromstring(window(Window("fault", 0, -10, 100, [Row("probes", "a & b", bars)])))
        self.assertEqual([one.get("class") for one in drawn.iter(SVG + "rect")], ["active", "none"])
        self.assertIn("a & b", [one.text for one in drawn.iter(SVG + "text")])

    def test_each_run_is_a_dot_and_its_bound_a_line(self):
        drawn = ElementTree.fromstring(outages([{"name": "n", "outages_ms": [0.2, 140.0], "bound_ms": 160.0}]))
        self.assertEqual(len(list(drawn.iter(SVG + "circle"))), 2)
        self.assertEqual([one.get("class") for one in drawn.iter(SVG + "line")].count("bound"), 1)


class PageTest(unittest.TestCase):
    def test_the_page_needs_no_other_file(self):
        incident = Incident("bfd50x3", "silent", 140.0, timeline(made_up_run(), Chronicle(), Shown([], [], {})))
        text = page("Title <1>", ["fact"], [["fault"], ["silent"]], ["note"],
                    [{"name": "n", "outages_ms": [140.0], "bound_ms": 160.0}], [incident])
        self.assertIn("<h1>Title &lt;1&gt;</h1>", text)
        self.assertIn("<td>silent</td>", text)
        self.assertIn("silent, noticed by bfd50x3: an outage of 140.0 ms", text)
        for reference in ("src=", "href=", "url(", "@import", "<script"):
            self.assertNotIn(reference, text)


if __name__ == "__main__":
    unittest.main()
