# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of deps.py, and of how bazel.py reads a query."""

import unittest

from checks import bazel
from checks import deps
from checks import fixture


def rule(kind, label, **lists):
    body = "".join(
        f'<list name="{name}">' + "".join(f'<label value="{value}"/>' for value in values) + "</list>"
        for name, values in lists.items())
    return f'<rule class="{kind}" name="{label}" location="BUILD.bazel:1:1">{body}</rule>'


def found(files, *rules):
    document = '<query version="2">' + "".join(rules) + "</query>"
    with fixture.tree_of(files) as tree:
        return deps.problems_of(tree, bazel.parse_rules(document))


CLOCK = rule("cc_library", "//base:clock", hdrs=["//base:clock.h"])


class DepsTest(unittest.TestCase):

    def one(self, include, *dependencies):
        """The findings for bfd/a.cc with this include and these dependencies."""
        return found(
            {"bfd/a.cc": f"#include {include}\n", "base/clock.h": ""},
            CLOCK, rule("cc_library", "//bfd:a", srcs=["//bfd:a.cc"], deps=dependencies))

    def test_each_include_has_its_dependency(self):
        for include, dependency in (
            ('"absl/strings/str_cat.h"', "@com_google_absl//absl/strings:strings"),
            ('"absl/strings/str_format.h"', "@com_google_absl//absl/strings:str_format"),
            ('"absl/base/attributes.h"', "@com_google_absl//absl/base:core_headers"),
            ('"absl/container/flat_hash_map.h"', "@com_google_absl//absl/container:flat_hash_map"),
            ('"absl/container/btree_set.h"', "@com_google_absl//absl/container:btree"),
            ('"absl/random/uniform_int_distribution.h"', "@com_google_absl//absl/random:distributions"),
            ('"absl/random/bit_gen_ref.h"', "@com_google_absl//absl/random:bit_gen_ref"),
            ('"absl/time/clock.h"', "@com_google_absl//absl/time:time"),
            ('"gmock/gmock.h"', "@com_google_googletest//:gtest_main"),
            ('"gtest/gtest.h"', "@com_google_googletest//:gtest"),
            ('"benchmark/benchmark.h"', "@com_github_google_benchmark//:benchmark"),
            ('"google/protobuf/text_format.h"', "@com_google_protobuf//:protobuf"),
            ("<httplib.h>", "@cpp_httplib//:httplib"),
            ("<netlink/route/route.h>", "@libnl//:nl_route"),
            ("<openssl/evp.h>", "@openssl//:crypto"),
            ("<prometheus/histogram.h>", "@prometheus_cpp//:core"),
            ("<toml++/toml.h>", "@tomlplusplus//:tomlplusplus"),
            ('"base/clock.h"', "//base:clock"),
        ):
            with self.subTest(include):
                self.assertEqual(self.one(include, dependency), [])
                missing = self.one(include)
                self.assertEqual(len(missing), 1)
                self.assertTrue(missing[0].startswith("bfd/a.cc:1: //bfd:a lacks the dependency"))

    def test_system_headers_need_none(self):
        self.assertEqual(self.one("<map>"), [])
        self.assertEqual(self.one("<sys/socket.h>"), [])

    def test_internal_headers_of_abseil_are_found(self):
        self.assertEqual(len(self.one('"absl/strings/internal/memutil.h"')), 1)

    def test_a_dependency_without_include_is_found(self):
        self.assertEqual(len(self.one("<map>", "//base:clock")), 1)
        self.assertEqual(len(self.one("<map>", "@com_google_absl//absl/time:time")), 1)

    def test_a_target_that_only_gathers_others_is_no_finding(self):
        self.assertEqual(
            found({"base/clock.h": ""}, CLOCK, rule("cc_library", "//:waymark", deps=["//base:clock"])), [])

    def test_headers_no_target_offers_are_found(self):
        self.assertEqual(len(self.one('"base/watch.h"')), 1)

    def test_includes_not_from_the_root_are_found(self):
        problems = found(
            {"base/clock.h": "", "base/clock.cc": '#include "clock.h"\n'},
            rule("cc_library", "//base:clock", hdrs=["//base:clock.h"], srcs=["//base:clock.cc"]))
        self.assertEqual(problems, ["base/clock.cc:1: write the include from the root: base/clock.h"])

    def test_files_in_no_target_are_found(self):
        self.assertEqual(len(found({"base/clock.h": "", "base/lost.cc": ""}, CLOCK)), 1)

    def test_generated_headers_come_from_the_library_of_their_proto(self):
        rules = [
            rule("proto_library", "//examples:c_proto", srcs=["//examples:c.proto"]),
            rule("cc_proto_library", "//examples:c_cc_proto", deps=["//examples:c_proto"]),
        ]
        files = {"examples/a.cc": '#include "examples/c.pb.h"\n'}
        with_it = rule("cc_binary", "//examples:a", srcs=["//examples:a.cc"], deps=["//examples:c_cc_proto"])
        without = rule("cc_binary", "//examples:a", srcs=["//examples:a.cc"])
        self.assertEqual(found(files, *rules, with_it), [])
        self.assertEqual(len(found(files, *rules, without)), 1)


if __name__ == "__main__":
    unittest.main()
