# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of evidence.py."""

import unittest

import evidence
from checks import fixture
from checks import obligations as ob

LIST = ("RFC1-2-1\tMUST\tBoth.\nRFC1-2-2\tMUST\tOne.\tpositive only: a value\nRFC1-3-1\tMUST\tNone.\tnot ours: x\n"
        "RFC1-3-2\tMUST\tHalf.\n")
TABLE = ("const Case kCases[] = {\n    // Conformance: RFC1-3-2 positive\n    {\"Odd\", 1},\n};\nTEST_P(F, G) {}\n"
         "INSTANTIATE_TEST_SUITE_P(All, F, testing::ValuesIn(kCases));\n")
TEST = ("// Conformance: RFC1-2-1 positive\n// Conformance: RFC1-2-1 negative\n// Conformance: RFC1-2-2 positive\n"
        "TEST(A, B) {}\n// Conformance: RFC1-3-2 negative\nTEST_P(C, D) {}\n// Conformance: RFC2-1-a positive\n"
        "TEST(A, E) {}\n")
SOURCE = "#include <a>\n// RFC 1, 2.\nbool F() {\n  return a == b;\n}\nbool G() { return c == d; }\n"
HEADER = "#ifndef A\n// RFC 1, 2.\nenum {\n  kA,\n  kB,\n};\n"


class EvidenceTest(unittest.TestCase):

    def setUp(self):
        files = {"docs/conformance/rfc1.txt": LIST, "a/b_test.cc": TEST, "a/table_test.cc": TABLE, "a/b.cc": SOURCE,
                 "a/b.h": HEADER}
        tree = self.enterContext(fixture.tree_of(files))
        self.listed, self.standards, _ = ob.read_lists(tree)
        self.tags, _ = ob.read_tags(tree)
        self.sections = evidence.Sections(tree, [tag for tag in self.tags if tag.identifier in self.listed])

    def test_the_table_counts_what_is_proven_and_what_is_not(self):
        lines = evidence.table(self.listed, self.standards, self.tags)
        self.assertEqual(lines[1].split(), ["RFC1", "4", "2", "1", "1", "0", "0"])
        self.assertEqual(lines[2], "RFC2        1 obligations named by tests; no list")

    def test_the_details_name_the_tests(self):
        lines = evidence.details(self.listed, "RFC1", self.tags)
        self.assertEqual(lines[:3], ["RFC1-2-1 MUST: Both.", "    positive: a/b_test.cc A.B",
                                     "    negative: a/b_test.cc A.B"])
        self.assertIn("    not ours: x", lines)

    def test_what_cites_the_section_is_broken_and_nothing_else(self):
        changes = self.sections.changes("RFC1-2-2")
        self.assertEqual(changes, [("a/b.cc", 3, "  return a != b;")])
        self.assertEqual(self.sections.changes("RFC1-3-2"), [])

    def test_the_tests_of_the_section_have_to_notice(self):
        self.assertEqual(self.sections.targets("RFC1-2-2"), ["//a:b_test"])
        self.assertEqual(self.sections.test_filter("RFC1-2-2"), "A.B")
        self.assertEqual(self.sections.test_filter("RFC1-3-2"), "*/C.D/*:*/F.*/Odd")
        self.assertEqual(self.sections.targets("RFC1-3-2"), ["//a:b_test", "//a:table_test"])


if __name__ == "__main__":
    unittest.main()
