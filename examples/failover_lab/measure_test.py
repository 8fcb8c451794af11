# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of measure.py on made-up records."""
import unittest

from measure import Reply, answers, first_reply_ms, longest_silence_ms, lost, silence_within_ms, spread

MS = 1_000_000


def stream(*answered):
    """Probes of one a millisecond, answered 0.1 ms later; (sequence, host) of those answered."""
    return [Reply(sequence, sequence * MS, sequence * MS + MS // 10, host) for sequence, host in answered]


class MeasureTest(unittest.TestCase):
    def test_an_outage_is_the_longest_silence_across_the_fault(self):
        replies = stream((1, 1), (2, 1), (3, 1), (10, 2), (11, 2))
        self.assertEqual(longest_silence_ms(replies, 3 * MS, 11 * MS), 7.0)

    def test_a_silence_before_the_fault_does_not_count(self):
        replies = stream((1, 1), (9, 1), (10, 1), (11, 2), (12, 2))
        self.assertEqual(longest_silence_ms(replies, 10 * MS, 12 * MS), 1.0)

    def test_a_silence_within_a_time_begins_and_ends_with_it(self):
        replies = stream((1, 1), (9, 1), (10, 1))
        self.assertEqual(silence_within_ms(replies, 5 * MS, 11 * MS), 4.1)
        self.assertEqual(silence_within_ms(replies, 9.5 * MS, 14.1 * MS), 4.0)

    def test_unanswered_probes_are_told_by_the_sequence(self):
        replies = stream((1, 1), (2, 1), (5, 2), (6, 2), (8, 2))
        self.assertEqual(lost(replies, 0, 100 * MS), 3)
        self.assertEqual(lost(replies, 6 * MS, 100 * MS), 1)

    def test_of_a_gap_that_reaches_beyond_the_time_only_a_part_counts(self):
        replies = stream((1, 1), (2, 1), (10, 2), (11, 2))
        self.assertEqual(lost(replies, 0, 5 * MS), 2)
        self.assertEqual(lost(replies, 5 * MS, 100 * MS), 5)
        self.assertEqual(lost(replies, 10 * MS, 100 * MS), 0)

    def test_a_late_answer_is_not_a_loss(self):
        replies = stream((1, 1), (2, 1), (3, 1))
        replies[1] = replies[1]._replace(received=50 * MS)
        self.assertEqual(lost(replies, 0, 100 * MS), 0)

    def test_answers_to_probes_from_before_do_not_tell_who_answers_now(self):
        replies = stream((1, 1), (5, 2), (6, 1))
        self.assertAlmostEqual(first_reply_ms(replies, 1, 2 * MS), 4.1)
        self.assertIsNone(first_reply_ms(replies, 3, 0))

    def test_answers_of_one_host_are_one_stretch_until_probes_are_missing(self):
        replies = stream((1, 1), (2, 1), (20, 1), (21, 2), (22, 2))
        self.assertEqual([(one.first // MS, one.last // MS, one.host, one.missing) for one in answers(replies)],
                         [(1, 2, 1, 0), (20, 20, 1, 17), (21, 22, 2, 0)])

    def test_a_pause_after_which_all_are_answered_has_nothing_missing(self):
        replies = stream((1, 1), (2, 1), (3, 1))
        replies[1:] = [reply._replace(received=30 * MS) for reply in replies[1:]]
        self.assertEqual([one.missing for one in answers(replies)], [0, 0])

    def test_spread_leaves_out_what_was_not_seen(self):
        self.assertEqual(spread([3.0, None, 1.0, 2.0]), {"min": 1.0, "median": 2.0, "max": 3.0})
        self.assertIsNone(spread([None]))


if __name__ == "__main__":
    unittest.main()
