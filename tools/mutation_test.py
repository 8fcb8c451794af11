# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of mutation.py: the changes. The rest of it runs Bazel."""

import unittest

import mutation


class ChangesTest(unittest.TestCase):

    def changed(self, *lines):
        return [line for _, line in mutation.changes(list(lines))]

    def test_comparisons_and_signs_are_swapped(self):
        self.assertEqual(self.changed("return a == b;"), ["return a != b;"])
        self.assertEqual(self.changed("return a <= b && c;"), ["return a < b && c;", "return a <= b || c;"])
        self.assertEqual(self.changed("return a + b;"), ["return a - b;"])
        self.assertEqual(self.changed("untrue = true;"), ["untrue = false;"])

    def test_a_condition_is_negated(self):
        self.assertEqual(self.changed("if (a(b)) {"), ["if (!(a(b))) {"])
        self.assertEqual(self.changed("  while (a) b();"), ["  while (!(a)) b();"])
        self.assertEqual(self.changed("if (a(b,"), [])

    def test_a_statement_is_left_out(self):
        self.assertEqual(self.changed("  a_.Renew();"), ["  ;"])
        self.assertEqual(self.changed("  a_ = b(c);"), ["  ;"])
        for line in ("  return a();", "  int a = b;", "  Type a(b);", "a();", "  f(a,", "  break;"):
            with self.subTest(line):
                self.assertEqual(self.changed(line), [])

    def test_an_enumerator_becomes_another_of_its_scope(self):
        self.assertEqual(self.changed("x = A::kOne;", "y = A::kTwo;", "z = B::kOne;"), ["x = A::kTwo;", "y = A::kOne;"])

    def test_comments_and_the_preamble_stay(self):
        self.assertEqual(self.changed("// a == b", "#include <a>", "namespace a {", "}", ""), [])
        self.assertEqual(self.changed("f(a);  // a == b"), [])


if __name__ == "__main__":
    unittest.main()
