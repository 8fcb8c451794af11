# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of conformance.py and obligations.py."""

import pathlib
import tempfile
import unittest

from checks import conformance
from checks import fixture
from checks import obligations as ob

LIST = "docs/conformance/rfc9999.txt"


def tag(identifier, *sides):
    return "".join(f"// Conformance: {identifier} {side}\n" for side in sides)


def problems(listed, test="", shared=None):
    files = {LIST: listed, "a/b_test.cc": test, "a/c.cc": "// Conformance: not read here\n"}
    with fixture.tree_of(files) as tree:
        return list(conformance.check(tree, shared=shared))


class ConformanceTest(unittest.TestCase):

    def setUp(self):
        # The lists of the fixtures are held to nothing but what a test gives.
        self.nothing = tempfile.TemporaryDirectory()
        self.addCleanup(self.nothing.cleanup)

    def check(self, listed, test="", numbered=None):
        if numbered is not None:
            folder = pathlib.Path(self.nothing.name, "conformance")
            folder.mkdir(exist_ok=True)
            (folder / "rfc9999.txt").write_text(numbered, encoding="utf-8")
        return problems(listed, test, self.nothing.name)

    def test_both_sides_prove_an_obligation(self):
        self.assertEqual(self.check(
            "# identifier\tkeyword\tsentence\n\nRFC9999-1.2-1\tMUST\tDo.\n",
            tag("RFC9999-1.2-1", "positive", "negative") + "TEST(A, B) {}\n"), [])

    def test_a_side_that_no_test_proves_is_found(self):
        found = self.check("RFC9999-1-1\tMUST\tDo.\n", tag("RFC9999-1-1", "positive") + "TEST(A, B) {}\n")
        self.assertEqual(len(found), 1)
        self.assertTrue(found[0].startswith(f"{LIST}:1: no negative test of RFC9999-1-1;"))
        self.assertEqual(len(self.check("RFC9999-1-1\tMUST\tDo.\n")), 1)

    def test_a_reason_takes_the_place_of_tests(self):
        positive = tag("RFC9999-1-1", "positive") + "TEST(A, B) {}\n"
        for reason, test in (("not ours: no such role", ""), ("not met: later", ""), ("not met: half", positive),
                             ("positive only: a value", positive)):
            with self.subTest(reason):
                self.assertEqual(self.check(f"RFC9999-1-1\tMUST\tDo.\t{reason}\n", test), [])

    def test_a_reason_that_tests_contradict_is_found(self):
        both = tag("RFC9999-1-1", "positive", "negative") + "TEST(A, B) {}\n"
        for reason in ("not ours: no such role", "not met: later", "positive only: a value"):
            with self.subTest(reason):
                self.assertEqual(len(self.check(f"RFC9999-1-1\tMUST\tDo.\t{reason}\n", both)), 1)

    def test_one_sided_reasons_want_that_side(self):
        self.assertEqual(len(self.check("RFC9999-1-1\tMUST\tDo.\tnegative only: x\n")), 1)

    def test_an_identifier_that_is_not_listed_is_found(self):
        self.assertEqual(len(self.check("", tag("RFC9999-3-1", "positive") + "TEST(A, B) {}\n")), 1)

    def test_a_standard_without_a_list_is_not_enforced(self):
        self.assertEqual(self.check("", tag("RFC9998-3-1", "positive") + "TEST(A, B) {}\n"), [])

    def test_lines_that_are_no_obligations_are_found(self):
        for line in ("RFC9999-1-1 MUST Do.", "RFC9998-1-1\tMAY\tDo.\tnot ours: x",
                     "RFC9999-1-1\tmust\tDo.\tnot ours: x", "RFC9999-1-1\tMUST\t \tnot ours: x", "RFC9999-1-1\tMUST\tDo.\tbecause",
                     "RFC9999-1-1\tMUST\tDo.\tnot ours: ", "RFC9999\tMUST\tDo.\tnot ours: x",
                     "RFC9999-1-1\tMUST\tDo.\tnot ours: x\nRFC9999-1-1\tMUST\tDo.\tnot ours: x"):
            with self.subTest(line):
                self.assertEqual(len(self.check(line + "\n")), 1)

    def test_tags_that_say_nothing_are_found(self):
        for text in ("// Conformance: RFC9998-1-1\nTEST(A, B) {}\n",
                     "// Conformance: RFC9998-1-1 both\nTEST(A, B) {}\n",
                     "// Conformance: 9998-1-1 positive\nTEST(A, B) {}\n",
                     "// Conformance: RFC9998-1-1 positive\n\nTEST(A, B) {}\n",
                     "// Conformance: RFC9998-1-1 positive\nclass A {};\n"):
            with self.subTest(text):
                self.assertEqual(len(self.check("", text)), 1)

    def test_the_lists_are_held_to_the_numbered_obligations(self):
        numbered = "RFC9999-1-1\tMUST\tOne.\nRFC9999-1-2\tMUST NOT\tTwo.\n"
        right = "RFC9999-1-1\tMUST\tOne.\tnot ours: x\nRFC9999-1-2\tMUST NOT\tTwo.\tnot ours: x\n"
        self.assertEqual(self.check(right, "", numbered), [])
        self.assertEqual(self.check(right + "RFC9999-1-a\ttext\tThree.\tnot ours: x\n", "", numbered), [])
        for wrong in (right.replace("MUST NOT", "MUST"), right[:right.index("\n") + 1],
                      right + "RFC9999-1-3\tMUST\tThree.\tnot ours: x\n"):
            with self.subTest(wrong):
                self.assertEqual(len(self.check(wrong, "", numbered)), 1)


class TagsTest(unittest.TestCase):

    def names_in(self, path, text):
        with fixture.tree_of({path: text}) as tree:
            tags, faults = ob.read_tags(tree)
        self.assertEqual(faults, [])
        return [found.test for found in tags]

    def test_a_test_is_named_as_a_filter_wants_it(self):
        for macro, name in (("TEST(A,\n     B) {", "A.B"), ("TEST_F(A, B) {", "A.B"), ("TEST_P(A, B) {", "*/A.B/*"),
                            ("TYPED_TEST(A, B) {", "A/*.B")):
            with self.subTest(macro):
                self.assertEqual(self.names_in("x_test.cc", tag("RFC1-1-a", "positive") + "// Why.\n" + macro), [name])

    def test_a_case_of_a_parameterised_test_is_named_too(self):
        for case in ('{"D", 1},', '{.name = "D", .value = 1},', '{\n     "D",\n     1},'):
            for table in ("const Case kCases[] = {", "const std::vector<Case> kCases = {", "constexpr Case kCases[2] = {"):
                text = (f'{table}\n    {{"C", 1}},\n    // Why.\n    {tag("RFC1-1-a", "positive")}    {case}\n}};\n'
                        "INSTANTIATE_TEST_SUITE_P(All, A,\n                         ::testing::ValuesIn(kCases));\n")
                with self.subTest(text):
                    self.assertEqual(self.names_in("x_test.cc", text), ["*/A.*/D"])

    def test_a_line_of_a_table_that_makes_no_tests_is_no_case(self):
        for table in ("const Case kOthers[] = {", "struct kCases {", "void kCases() {"):
            text = (f'{table}\n    {tag("RFC1-1-a", "positive")}    {{"C", 1}},\n}};\n'
                    "INSTANTIATE_TEST_SUITE_P(All, A, testing::ValuesIn(kCases));\n")
            with self.subTest(text), fixture.tree_of({"x_test.cc": text}) as tree:
                self.assertEqual(len(ob.read_tags(tree)[1]), 1)

    def test_tags_stand_above_python_tests_too(self):
        self.assertEqual(
            self.names_in("x_test.py", "class A:\n    # Conformance: RFC1-1-a negative\n    def test_b(self):\n"),
            ["test_b"])


class CitationsTest(unittest.TestCase):

    def sections(self, text):
        return [section for _, _, section in ob.citations(text)]

    def test_a_citation_may_name_several_sections(self):
        self.assertEqual(self.sections("// RFC 5880, 6.8.6: why"), ["6.8.6"])
        self.assertEqual(self.sections("// (RFC 5880, 6.2, 6.8.4 and 6.8.16) as"), ["6.2", "6.8.4", "6.8.16"])
        self.assertEqual(self.sections("// use (RFC 5880, 6.8.2 to\n// 6.8.4). Values"), ["6.8.2", "6.8.4", "6.8.3"])
        self.assertEqual(self.sections("// (RFC 5881, 4 and 5)"), ["4", "5"])
        self.assertEqual(self.sections("// RFC 5880 says so"), [])

    def test_cited_lines_are_what_the_comment_is_about(self):
        text = "\n".join((
            "// RFC 1, 2: the file", "#include <a>", "// RFC 1, 3: a function", "void F() {", "  a();", "", "  if (b) {",
            "    // RFC 1, 2: why", "    b();", "  }", "  c();  // RFC 1, 2", "  d();", "}", "e();"))
        self.assertEqual(ob.cited_lines(text, "RFC1", "2"), {7, 8, 10})
        self.assertEqual(ob.cited_lines(text, "RFC1", "3"), set(range(2, 12)))
        self.assertEqual(ob.cited_lines(text, "RFC1", "4"), set())
        constants = "#include <a>\n// RFC 1, 2.\nconstexpr int kA = 1;\n\nbool F() {\n  return true;\n}"
        self.assertEqual(ob.cited_lines(constants, "RFC1", "2"), {1, 2})


if __name__ == "__main__":
    unittest.main()
