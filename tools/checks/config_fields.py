# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Every field of a configuration says what it means, and some loader reads it."""

import re

PROTOS = "examples/proto/"
LOADERS = "examples/"
# A schema is whatever a message so named holds.
ROOT = re.compile(r"\w+Config")
_FIELD = re.compile(
    r"(?:repeated\s+|optional\s+)?(?P<type>[\w.]+)\s+(?P<name>\w+)\s*=\s*\d+\s*(?:\[.*\])?;\s*(?P<comment>//)?"
)
_OPENING = re.compile(r"(?P<kind>message|enum|oneof)\s+(?P<name>\w+)\s*\{(?P<rest>.*)")


class Field:

    def __init__(self, message, place, kind, name, documented):
        self.message, self.place, self.kind, self.name, self.documented = message, place, kind, name, documented


class Message:

    def __init__(self, documented):
        self.documented = documented
        self.fields = []


def check(tree):
    messages = {}
    for path in tree.ending(".proto"):
        if path.startswith(PROTOS):
            _parse(path, tree.text(path), messages)
    loaders = [
        tree.text(path)
        for path in tree.ending(".cc")
        if path.startswith(LOADERS) and not path.endswith("_test.cc")
    ]
    problems = []
    for name in _reachable(messages):
        for field in messages[name].fields:
            explained = field.documented or (field.kind in messages and messages[field.kind].documented)
            if not explained:
                problems.append(f"{field.place}: {name}.{field.name} has no comment; say what it means")
            if not any(_reads(text, name, field.name) for text in loaders):
                problems.append(f"{field.place}: {name}.{field.name} is read by no loader; read it or leave it out")
    return problems


def _parse(path, text, messages):
    """Adds the messages of a file, by their innermost names."""
    blocks = []  # (kind, name), outermost first
    documented = False
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line:
            documented = False
        elif line.startswith("//"):
            documented = True
        elif opening := _OPENING.match(line):
            kind, name = opening.group("kind", "name")
            if kind == "message":
                messages[name] = Message(documented)
            if "}" not in opening.group("rest"):
                blocks.append((kind, name))
                documented = False
        elif line.startswith("}"):
            blocks.pop()
            documented = False
        elif blocks and blocks[-1][0] != "enum" and (field := _FIELD.match(line)):
            owner = next(name for kind, name in reversed(blocks) if kind == "message")
            messages[owner].fields.append(
                Field(owner, f"{path}:{number}", field.group("type").rpartition(".")[2], field.group("name"),
                      documented or field.group("comment") is not None))


def _reachable(messages):
    """Names of what the roots hold, directly or not, in order."""
    found = []
    wanted = sorted(name for name in messages if ROOT.fullmatch(name))
    while wanted:
        name = wanted.pop(0)
        if name not in found:
            found.append(name)
            wanted += [field.kind for field in messages[name].fields if field.kind in messages]
    return found


def _reads(text, message, field):
    """True if the field is named by its number, or by an accessor where its message is named."""
    camel = "".join(part.capitalize() for part in field.split("_"))
    if re.search(rf"\b{message}::k{camel}FieldNumber\b", text):
        return True
    named = re.search(rf"\b{message}\b", text)
    return bool(named and re.search(rf"(?:\.|->){field}(?:_size)?\(", text))
