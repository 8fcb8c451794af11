# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the checks that hold documents against the code."""

import unittest

from checks import config_fields
from checks import readme
from checks.fixture import problems

EXAMPLE = readme.EXAMPLE
SHOWN = f"Intro.\n\nThis is all of [it]({EXAMPLE}): it speaks.\n\n```cpp\nint main() {{}}\n```\n\n```sh\nls\n```\n"


class ReadmeTest(unittest.TestCase):

    def test_a_file_shown_as_it_is_passes(self):
        self.assertEqual(problems(readme.check, {"README.md": SHOWN, EXAMPLE: "int main() {}\n"}), [])

    def test_a_difference_is_found_at_its_line(self):
        for text in ("int main() { }\n", "int main() {}", ""):
            with self.subTest(text):
                found = problems(readme.check, {"README.md": SHOWN, EXAMPLE: text})
                self.assertEqual(len(found), 1)
                self.assertIn(f"differs from {EXAMPLE}", found[0])
        found = problems(readme.check, {"README.md": SHOWN, EXAMPLE: "int main() {}\n\n"})
        self.assertTrue(found[0].startswith("README.md:8: "), found)

    def test_an_example_that_is_not_shown_is_found(self):
        found = problems(readme.check, {"README.md": "Intro.\n", EXAMPLE: "int main() {}\n"})
        self.assertEqual(len(found), 1)
        self.assertIn("does not show", found[0])

    def test_a_file_that_is_not_there_is_found(self):
        found = problems(readme.check, {"README.md": SHOWN})
        self.assertEqual(found, [f"README.md:6: there is no {EXAMPLE}"])

    def test_an_example_that_grew_too_long_is_found(self):
        text = "int x;\n" * (readme.MAX_LINES + 1)
        shown = SHOWN.replace("int main() {}\n", text)
        found = problems(readme.check, {"README.md": shown, EXAMPLE: text})
        self.assertEqual(len(found), 1)
        self.assertIn("too long", found[0])


PROTO = """// The schema.
message DaemonConfig {
  // Required.
  string name = 1;

  Bounds bounds = 2;

  // Two at once.
  repeated string first = 3;
  optional uint32 second = 4;
}

// Where nothing else bounds it.
message Bounds {
  uint32 max_clients = 1;  // 1 to 10
  // What is counted.
  enum Kind {
    UNKNOWN = 0;
    ONE = 1;
  }
  // Default ONE.
  Kind kind = 2;
}

message Row {
  string nobody_reads_it = 1;
}
"""
LOADER = """
void Load(const proto::DaemonConfig& config, const Bounds& bounds) {
  Use(config.name(), config.first_size(), DaemonConfig::kSecondFieldNumber,
      DaemonConfig::kBoundsFieldNumber, Bounds::kMaxClientsFieldNumber,
      bounds.kind());
}
"""


def found_in(proto, loader=LOADER, path="examples/daemon/config.cc"):
    return problems(config_fields.check, {"examples/proto/daemon.proto": proto, path: loader})


class ConfigFieldsTest(unittest.TestCase):

    def test_documented_fields_that_are_read_pass(self):
        self.assertEqual(found_in(PROTO), [])

    def test_a_field_without_a_comment_is_found(self):
        found = found_in(PROTO.replace("  // Required.\n", ""))
        self.assertEqual(found, [
            "examples/proto/daemon.proto:3: DaemonConfig.name has no comment; say what it means",
        ])
        self.assertEqual(len(found_in(PROTO.replace("  // 1 to 10", ""))), 1)
        # One of a message that explains itself needs none.
        self.assertEqual(len(found_in(PROTO.replace("// Where nothing else bounds it.\n", ""))), 1)

    def test_a_field_that_no_loader_reads_is_found(self):
        for text in ("config.name()", "config.first_size()", "DaemonConfig::kSecondFieldNumber",
                     "Bounds::kMaxClientsFieldNumber", "bounds.kind()"):
            with self.subTest(text):
                found = found_in(PROTO, LOADER.replace(text, "0"))
                self.assertEqual(len(found), 1, found)
                self.assertIn("is read by no loader", found[0])

    def test_a_test_is_no_loader(self):
        self.assertEqual(len(found_in(PROTO, path="examples/daemon/config_test.cc")), 6)

    def test_a_field_of_another_message_with_the_name_does_not_count(self):
        found = found_in(PROTO, LOADER.replace("Bounds::kMaxClients", "Other::kMaxClients"))
        self.assertEqual(len(found), 1)


if __name__ == "__main__":
    unittest.main()
