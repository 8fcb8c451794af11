# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of formatting.py, headers.py, compile_flags.py and tidy.py, with the tools they call."""

import json
import os
import pathlib
import subprocess
import unittest

from checks import bazel
from checks import compile_flags
from checks import fixture
from checks import formatting
from checks import headers
from checks import tidy

ROOT = pathlib.Path(__file__).parents[2]
FLAGS = ["gcc", *compile_flags.ALL, *compile_flags.LIBRARIES]


def header(path, body):
    guard = headers.guard_of(path)
    return f"#ifndef {guard}\n#define {guard}\n{body}\n#endif  // {guard}\n"


class FormattingTest(unittest.TestCase):

    def test_an_unformatted_file_is_found_and_mended(self):
        style = (ROOT / ".clang-format").read_text(encoding="utf-8")
        with fixture.tree_of({".clang-format": style, "a.cc": "int  a;\n", "b.cc": "int b;\n"}) as tree:
            self.assertEqual(formatting.check(tree), ["a.cc: not formatted; run tools/check --fix"])
            formatting.fix(tree)
            self.assertEqual(formatting.check(tree), [])


class HeadersTest(unittest.TestCase):

    def found(self, body, path="base/a.h"):
        with fixture.tree_of({path: body}) as tree:
            return headers.problems_of(tree, str(tree.root))

    def test_a_header_that_stands_alone_is_accepted(self):
        self.assertEqual(self.found(header("base/a.h", "#include <string>\ninline std::string a;")), [])

    def test_a_header_that_leans_on_another_is_found(self):
        found = self.found(header("base/a.h", "inline std::string a;"))
        self.assertEqual(len(found), 1)
        self.assertIn("does not compile on its own", found[0])

    def test_warnings_count(self):
        self.assertEqual(len(self.found(header("base/a.h", "inline int a(int x) { return 0; }"))), 1)

    def test_a_guard_of_another_name_is_found(self):
        found = self.found(header("base/b.h", ""))
        self.assertEqual(len(found), 1)
        self.assertIn("WAYMARK_BASE_A_H_", found[0])

    def test_a_header_without_guard_is_found_twice(self):
        self.assertEqual(len(self.found("struct A {};\n")), 2)


class CompileFlagsTest(unittest.TestCase):

    def found(self, source, arguments):
        graph = {"actions": [{"arguments": [*arguments, "-c", source, "-o", "x.o"]}]}
        with fixture.tree_of({source: ""}) as tree:
            return compile_flags.problems_of(tree, bazel.parse_actions(json.dumps(graph)))

    def test_a_library_with_all_flags_is_accepted(self):
        self.assertEqual(self.found("base/a.cc", FLAGS), [])

    def test_a_flag_that_is_missing_is_found(self):
        for flag in FLAGS[1:]:
            with self.subTest(flag):
                self.assertEqual(len(self.found("base/a.cc", [each for each in FLAGS if each != flag])), 1)

    def test_a_flag_taken_back_is_found(self):
        self.assertEqual(len(self.found("base/a.cc", [*FLAGS, "-fexceptions"])), 1)
        self.assertEqual(self.found("base/a.cc", ["-frtti", *FLAGS]), [])

    def test_examples_may_have_exceptions(self):
        self.assertEqual(self.found("examples/a/a.cc", ["gcc", *compile_flags.ALL]), [])

    def test_a_source_that_nothing_compiles_is_found(self):
        with fixture.tree_of({"base/a.cc": ""}) as tree:
            self.assertEqual(len(compile_flags.problems_of(tree, {})), 1)

    def test_only_our_sources_are_read(self):
        actions = [{"arguments": ["gcc", "-c", source]} for source in ("external/x.cc", "bazel-out/y.cc")]
        self.assertEqual(bazel.parse_actions(json.dumps({"actions": actions})), {})


class TidyTest(unittest.TestCase):

    FILES = {
        ".clang-tidy": (ROOT / ".clang-tidy").read_text(encoding="utf-8"),
        "base/a.h": header("base/a.h", "struct A { virtual ~A() = default; virtual void F() {} };"),
        "base/a.cc": '#include "base/a.h"\n',
        "base/b.cc": '#include "base/a.h"\nstruct B : A { virtual void F() {} };\n',
        "base/c.cc": '#include "base/a.h"\nint* c = 0;\n',
    }

    def test_a_finding_names_file_and_check(self):
        with fixture.tree_of(self.FILES) as tree:
            command = ["g++", "-std=c++20", "-iquote", ".", "-c"]
            sources = ["base/a.cc", "base/b.cc", "base/c.cc"]
            found = tidy.problems_of(tree, {source: [*command, source] for source in sources})
        self.assertEqual([line.split(":")[0] for line in found], ["base/b.cc", "base/c.cc"])
        self.assertIn("modernize-use-override", found[0])
        self.assertIn("modernize-use-nullptr", found[1])

    def test_a_source_that_does_not_compile_is_found(self):
        with fixture.tree_of({**self.FILES, "base/d.cc": '#include "base/lost.h"\n'}) as tree:
            found = tidy.problems_of(tree, {"base/d.cc": ["g++", "-iquote", ".", "-c", "base/d.cc"]})
        self.assertEqual(len(found), 1)

    def test_a_changed_header_is_seen_through_its_source(self):
        with fixture.tree_of(self.FILES) as tree:
            self.assertEqual(tidy.sources_to_check(tree, {"base/a.h"}), ["base/a.cc"])
            self.assertEqual(tidy.sources_to_check(tree, {"base/a.h", "base/c.cc"}), ["base/c.cc"])
            self.assertEqual(tidy.sources_to_check(tree, {"README.md"}), [])
            everything = ["base/a.cc", "base/b.cc", "base/c.cc"]
            self.assertEqual(tidy.sources_to_check(tree, None), everything)
            self.assertEqual(tidy.sources_to_check(tree, {".clang-tidy"}), everything)

    def test_the_base_is_the_branching_point_or_the_commit_before(self):
        with fixture.tree_of({"one": ""}) as tree:

            def git(*arguments):
                environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
                identity = ["-c", "user.name=n", "-c", "user.email=e"]
                subprocess.run(
                    ["git", *identity, *arguments], cwd=tree.root, check=True, env=environment, capture_output=True)

            def commit(name):
                (tree.root / name).write_text(name, encoding="utf-8")
                git("add", name)
                git("commit", "-q", "-m", name)

            git("init", "-q", "-b", "main")
            commit("one")
            self.assertIsNone(tidy.changed_since(tree.root))
            commit("two")
            self.assertEqual(tidy.changed_since(tree.root), {"two"})
            git("update-ref", "refs/remotes/origin/main", "HEAD")
            self.assertEqual(tidy.changed_since(tree.root), {"two"})
            commit("three")
            commit("four")
            (tree.root / "five").touch()
            self.assertEqual(tidy.changed_since(tree.root), {"three", "four", "five"})
            self.assertEqual(tidy.changed_since(tree.root, "HEAD~1"), {"four", "five"})


if __name__ == "__main__":
    unittest.main()
