# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""What Bazel knows: the rules of the BUILD files, and how it compiles each source."""

import dataclasses
import functools
import json
import subprocess
import xml.etree.ElementTree

# The kinds of rules whose sources are C++ of ours.
COMPILED = ("cc_library", "cc_binary", "cc_test")


@dataclasses.dataclass
class Rule:
    """One rule of a BUILD file; labels as written, made absolute by Bazel."""

    kind: str
    label: str
    srcs: list
    hdrs: list
    deps: list
    tags: list


def _run(root, *arguments):
    done = subprocess.run(["bazel", *arguments], cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"bazel {arguments[0]} failed:\n{done.stderr}")
    return done.stdout


def parse_rules(document):
    """Reads the answer of bazel query --output=xml."""
    rules = []
    for element in xml.etree.ElementTree.fromstring(document).iter("rule"):

        def values(attribute, element=element):
            found = [child for child in element.findall("list") if child.get("name") == attribute]
            return [value.get("value") for child in found for value in child]

        rules.append(Rule(
            kind=element.get("class"),
            label=element.get("name"),
            srcs=values("srcs"),
            hdrs=values("hdrs") + values("textual_hdrs"),
            deps=values("deps"),
            tags=values("tags"),
        ))
    return rules


@functools.lru_cache(maxsize=None)
def rules(root):
    return parse_rules(_run(root, "query", "--noshow_progress", "--output=xml", "//..."))


@functools.lru_cache(maxsize=None)
def info(root, key):
    return _run(root, "info", "--noshow_progress", key).strip()


def parse_actions(document):
    """Reads the answer of bazel aquery: {source: arguments} for our own C++ sources."""
    commands = {}
    for action in json.loads(document).get("actions", []):
        arguments = action.get("arguments", [])
        if "-c" not in arguments:
            continue
        source = arguments[arguments.index("-c") + 1]
        if not source.startswith(("bazel-out/", "external/")):
            commands.setdefault(source, arguments)
    return commands


@functools.lru_cache(maxsize=None)
def compile_commands(root):
    # By name: //... would leave out the targets tagged manual, the fuzzers.
    targets = [rule.label for rule in rules(root) if rule.kind in COMPILED]
    if not targets:
        return {}
    return parse_actions(_run(
        root, "aquery", "--noshow_progress", "--output=jsonproto", "--include_artifacts=false",
        f"mnemonic('CppCompile', {' + '.join(targets)})",
    ))


@functools.lru_cache(maxsize=None)
def generate_headers(root):
    """Builds the headers that come from .proto files."""
    targets = [rule.label for rule in rules(root) if rule.kind == "cc_proto_library"]
    if targets:
        _run(root, "build", "--noshow_progress", *targets)


def path_of(label):
    """//bgp/wire:x.h -> bgp/wire/x.h; None for what is not ours."""
    if not label.startswith("//"):
        return None
    return label[2:].replace(":", "/").lstrip("/")
