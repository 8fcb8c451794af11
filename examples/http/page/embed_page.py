#!/usr/bin/env python3
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Puts the page together, as the definitions that examples/http/page.h declares.

The style and the scripts, in the order in which they are given, become part of
the one file; their digests are what a Content-Security-Policy lets pass.
"""

import argparse
import base64
import hashlib
import pathlib

SOURCE = """\
#include "examples/http/page.h"

namespace waymark::examples {{

constexpr char kText[] = {text};
const absl::string_view kPage(kText, sizeof kText - 1);
const absl::string_view kPageScriptHash = "{script_hash}";
const absl::string_view kPageStyleHash = "{style_hash}";

}}  // namespace waymark::examples
"""


def source_hash(text):
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def literal(text):
    """A string literal for each line: a compiler need not take a long one."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "?": "\\?"}
    lines = text.splitlines(keepends=True)
    return "\n".join('    "' + "".join(escapes.get(c, c) for c in line) + '"' for line in lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--page", required=True, type=pathlib.Path)
    parser.add_argument("--style", required=True, type=pathlib.Path)
    parser.add_argument("--output", required=True, type=pathlib.Path)
    parser.add_argument("scripts", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    page, style, *scripts = (
        path.read_text(encoding="utf-8") for path in [arguments.page, arguments.style, *arguments.scripts]
    )
    script = '"use strict";\n' + "".join(scripts)
    text = page.replace("@STYLE@", style).replace("@SCRIPT@", script)
    arguments.output.write_text(
        SOURCE.format(text="\n" + literal(text), script_hash=source_hash(script), style_hash=source_hash(style)),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
