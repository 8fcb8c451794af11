# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of build_style.py."""

import unittest

from checks import build_style
from checks import fixture

UNTIDY = '''# Licence

load("@b//x.bzl", "cc_test", "cc_library")
load("@a//x.bzl", "z")
package(default_visibility=["//a:b", "//c:d"])
# Why it is here.
cc_library(name='a', deps=["@z//x", ":b", "//x"], srcs=["b.cc"],
   # The headers.
   hdrs = [
     "z.h",  # last
     # first
     "a.h"],
   copts = select({"//a": ["x"], # so
     "//conditions:default": []}),
) # done
cc_test(name = "t", srcs = glob(["*.cc"], exclude = ["b.cc"]) + [":y"])
[z(name = n, srcs = [n + ".cc"]) for n in ["a",
   "b"]]
filegroup(name="only")
# end
'''
TIDY = '''# Licence

load("@a//x.bzl", "z")
load("@b//x.bzl", "cc_library", "cc_test")

package(default_visibility = [
    "//a:b",
    "//c:d",
])

# Why it is here.
cc_library(
    name = "a",
    srcs = ["b.cc"],
    # The headers.
    hdrs = [
        # first
        "a.h",
        "z.h",  # last
    ],
    copts = select({
        "//a": ["x"],  # so
        "//conditions:default": [],
    }),
    deps = [
        ":b",
        "//x",
        "@z//x",
    ],
)  # done

cc_test(
    name = "t",
    srcs = glob(
        ["*.cc"],
        exclude = ["b.cc"],
    ) + [":y"],
)

[z(name = n, srcs = [n + ".cc"]) for n in ["a",
   "b"]]

filegroup(name = "only")

# end
'''


class BuildStyleTest(unittest.TestCase):

    maxDiff = None

    def test_a_file_is_written_in_its_one_form(self):
        self.assertEqual(build_style.format_text(UNTIDY), TIDY)

    def test_the_form_is_stable(self):
        self.assertEqual(build_style.format_text(TIDY), TIDY)

    def test_a_file_of_comments_stays(self):
        self.assertEqual(build_style.format_text("# a\n# b\n"), "# a\n# b\n")

    def test_untidy_files_are_found_and_mended(self):
        with fixture.tree_of({"a/BUILD.bazel": UNTIDY}) as tree:
            found = build_style.check(tree)
            self.assertEqual(found, ["a/BUILD.bazel:3: not formatted; run tools/check --fix"])
            build_style.fix(tree)
            mended = (tree.root / "a/BUILD.bazel").read_text(encoding="utf-8")
            self.assertEqual(mended, TIDY)

    def test_unused_loads_are_found(self):
        text = 'load("@a//x.bzl", "y", "z")\n\ny(name = "a")\n'
        found = fixture.problems(build_style.check, {"BUILD.bazel": text})
        self.assertEqual(found, ["BUILD.bazel: loads z and does not use it; leave it out"])

    def test_a_file_that_cannot_be_read_is_found(self):
        self.assertEqual(len(fixture.problems(build_style.check, {"BUILD": "cc_library(\n"})), 1)


if __name__ == "__main__":
    unittest.main()
