# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of floors.py."""

import unittest

from checks import floors
from checks.fixture import problems


def found(path, text):
    return problems(floors.check, {path: text})


class FloorsTest(unittest.TestCase):

    def test_a_file_lies_on_the_floor_with_the_longest_name(self):
        self.assertEqual(floors.floor_of("bgp/as_path.h"), "bgp")
        self.assertEqual(floors.floor_of("bgp/wire/testing/x.h"), "bgp/wire")
        self.assertEqual(floors.floor_of("base/testing/x.h"), "base")
        self.assertIsNone(floors.floor_of("attic/x.h"))

    def test_downward_includes_are_allowed(self):
        for path, included in (
            ("bgp/wire/a.cc", "bgp/as_path.h"),
            ("bgp/session/a.cc", "bgp/wire/b.h"),
            ("rib/a.h", "bgp/as_path.h"),
            ("announcer/a.h", "base/clock.h"),
            ("speaker/a.cc", "announcer/b.h"),
            ("posix/a.cc", "speaker/b.h"),
            ("posix/netlink/a.cc", "posix/b.h"),
            ("examples/a/a.cc", "posix/netlink/b.h"),
        ):
            with self.subTest(path=path, included=included):
                self.assertEqual(found(path, f'#include "{included}"\n'), [])

    def test_upward_and_sideward_includes_are_found(self):
        for path, included in (
            ("base/a.h", "bgp/as_path.h"),
            ("bgp/a.h", "bgp/wire/b.h"),
            ("bgp/wire/a.h", "bgp/session/b.h"),
            ("bgp/a.cc", "bfd/b.h"),
            ("bfd/a.cc", "bgp/b.h"),
            ("rib/a.cc", "bgp/wire/b.h"),
            ("rib/a.cc", "bgp/session/b.h"),
            ("rib/a_test.cc", "bgp/wire/b.h"),
            ("announcer/a.cc", "rib/b.h"),
            ("announcer/a.cc", "bfd/b.h"),
            ("speaker/a.cc", "posix/b.h"),
            ("posix/a.cc", "announcer/b.h"),
            ("posix/a.cc", "bgp/wire/b.h"),
            ("posix/a.cc", "posix/netlink/b.h"),
            ("posix/a.cc", "examples/b.h"),
            ("posix/netlink/a.cc", "announcer/b.h"),
            ("posix/netlink/a.cc", "posix/libcrypto/b.h"),
            ("posix/libcrypto/a.cc", "bgp/wire/b.h"),
        ):
            with self.subTest(path=path, included=included):
                self.assertEqual(len(found(path, f'#include "{included}"\n')), 1)

    def test_a_folder_without_a_floor_is_found(self):
        self.assertEqual(len(found("attic/a.h", "")), 1)

    def test_what_is_for_tests_stays_in_tests(self):
        for included in ("base/testing/simulated_clock.h", "gtest/gtest.h"):
            text = f'#include "{included}"\n'
            self.assertEqual(len(found("bgp/a.cc", text)), 1)
            self.assertEqual(found("bgp/a_test.cc", text), [])
            self.assertEqual(found("bgp/testing/a.cc", text), [])

    def test_protobuf_netlink_and_openssl_stay_in_their_place(self):
        self.assertEqual(len(found("speaker/a.cc", '#include "google/protobuf/message.h"\n')), 1)
        self.assertEqual(found("examples/a.cc", '#include "google/protobuf/message.h"\n'), [])
        self.assertEqual(len(found("posix/a.cc", "#include <netlink/netlink.h>\n")), 1)
        self.assertEqual(found("posix/netlink/a.cc", "#include <netlink/netlink.h>\n"), [])
        self.assertEqual(len(found("posix/a.cc", "#include <openssl/evp.h>\n")), 1)
        self.assertEqual(found("posix/libcrypto/a.cc", "#include <openssl/evp.h>\n"), [])

    def test_the_core_reaches_no_system(self):
        for text in (
            "#include <sys/socket.h>\n",
            "#include <thread>\n",
            "#include <chrono>\n",
            '#include "absl/time/clock.h"\n',
            '#include "absl/synchronization/mutex.h"\n',
            "auto t = absl::Now();\n",
            "auto t = std::chrono::steady_clock::now();\n",
            "std::mutex m;\n",
            "std::thread t;\n",
            "int r = rand();\n",
            "int r = std::rand();\n",
            "absl::BitGen g;\n",
            "std::mt19937 g;\n",
            "throw 1;\n",
            "auto* p = dynamic_cast<X*>(q);\n",
        ):
            with self.subTest(text):
                self.assertEqual(len(found("rib/a.cc", text)), 1)
                self.assertEqual(found("posix/a.cc", text), [])

    def test_what_only_looks_like_it_is_not_found(self):
        text = (
            "// absl::Now() and rand() are not called; we throw nothing\n"
            'const char* s = "std::mutex";\n'
            "absl::BitGenRef random; Operand(x); o.rand(); retry(); int try_count; absl::Duration d;\n"
        )
        self.assertEqual(found("bfd/a.cc", text), [])

    def test_tests_may_have_a_generator_and_no_clock(self):
        self.assertEqual(found("bgp/a_test.cc", "std::mt19937 g(7);\n"), [])
        self.assertEqual(len(found("bgp/a_test.cc", "absl::SleepFor(d);\n")), 1)


if __name__ == "__main__":
    unittest.main()
