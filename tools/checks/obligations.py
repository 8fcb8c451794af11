# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The obligations of the standards, and the tests that say they prove them.

docs/conformance/README.md describes both formats: the lists, one file for each
standard, and the tag above a test.
"""

import dataclasses
import re

from checks import tree as trees

LISTS = "docs/conformance/"
POSITIVE = "positive"
NEGATIVE = "negative"
SIDES = (POSITIVE, NEGATIVE)

# What the reason of an obligation begins with.
NOT_OURS = "not ours"
POSITIVE_ONLY = "positive only"
NEGATIVE_ONLY = "negative only"
NOT_MET = "not met"
REASONS = (NOT_OURS, POSITIVE_ONLY, NEGATIVE_ONLY, NOT_MET)

# "text": what the standard demands without a capital, under a lettered identifier.
KEYWORDS = ("MUST", "MUST NOT", "SHALL", "SHALL NOT", "REQUIRED", "SHOULD", "SHOULD NOT", "MAY", "text")

_IDENTIFIER = re.compile(r"(RFC\d+)-([0-9A-Z][0-9.]*)-(\d+|[a-z]+)")
_TAG = {".cc": re.compile(r"[ \t]*// Conformance:(.*)"), ".py": re.compile(r"[ \t]*# Conformance:(.*)")}
_CC_TEST = re.compile(r"[ \t]*(TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P)\(\s*(\w+),\s*(\w+)\)")
# A case of a parameterised test: `{"Name",` or `{.name = "Name",` in a table, and what makes tests of the table.
_CC_CASE = re.compile(r'[ \t]*\{\s*(?:\.name = )?"(\w+)"')
_CC_TABLE = re.compile(r"^(?:\w.*[ *&])?(\w+)(?:\[\w*\])? = \{$")
_CC_SUITE = r"INSTANTIATE_TEST_SUITE_P\(\s*\w+,\s*(\w+),\s*(?:::)?testing::ValuesIn\(%s\)"
_PY_TEST = re.compile(r"[ \t]*(def) (test_\w+)\(")


@dataclasses.dataclass
class Obligation:
    """One line of a list."""

    identifier: str
    keyword: str
    sentence: str
    reason: str  # as written; "" if both sides are to be proven
    place: str  # file:line

    @property
    def standard(self):
        return standard_of(self.identifier)

    @property
    def verdict(self):
        """The kind of reason, one of REASONS or ""."""
        return self.reason.partition(":")[0]

    @property
    def wanted(self):
        """The sides that tests have to prove."""
        return {"": SIDES, POSITIVE_ONLY: (POSITIVE,), NEGATIVE_ONLY: (NEGATIVE,)}.get(self.verdict, ())


@dataclasses.dataclass
class Tag:
    """What a test claims."""

    identifier: str
    side: str
    place: str  # file:line
    path: str
    test: str  # as gtest's filter wants it


def standard_of(identifier):
    found = _IDENTIFIER.fullmatch(identifier)
    return found and found[1]


def section_of(identifier):
    """RFC5880-6.8.6-13 -> (RFC5880, 6.8.6)."""
    return _IDENTIFIER.fullmatch(identifier).group(1, 2)


def list_path(standard):
    return f"{LISTS}{standard.lower()}.txt"


def read_lists(tree):
    """Returns ({identifier: Obligation}, {standards that have a list}, problems)."""
    obligations, standards, problems = {}, set(), []
    for path in tree.paths:
        found = re.fullmatch(re.escape(LISTS) + r"(rfc\d+)\.txt", path)
        if not found:
            continue
        standards.add(found[1].upper())
        for number, line in enumerate(tree.text(path).splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            place = f"{path}:{number}"
            fields = line.split("\t")
            obligation = Obligation(*(fields + [""])[:4], place) if len(fields) in (3, 4) else None
            fault = _fault(obligation, found[1].upper())
            if fault is None and obligation.identifier in obligations:
                fault = f"{obligation.identifier} is at {obligations[obligation.identifier].place} as well"
            if fault is not None:
                problems.append(f"{place}: {fault}")
                continue
            obligations[obligation.identifier] = obligation
    return obligations, standards, problems


def _fault(obligation, standard):
    if obligation is None:
        return "not identifier, keyword, sentence and, if there is one, reason, with tabs between them"
    if obligation.standard != standard:
        return f"{obligation.identifier} is no identifier of {standard}"
    if obligation.keyword not in KEYWORDS:
        return f"{obligation.keyword} is no keyword; one of: {', '.join(KEYWORDS)}"
    if not obligation.sentence.strip():
        return f"{obligation.identifier} has no sentence"
    if obligation.reason and (obligation.verdict not in REASONS or not obligation.reason.partition(": ")[2].strip()):
        allowed = ", ".join(f"{reason}: ..." for reason in REASONS)
        return f"the reason of {obligation.identifier} must be one of: {allowed}"
    return None


def read_tags(tree):
    """Returns (tags, problems)."""
    tags, problems = [], []
    for path in tree.ending("_test.cc", "_test.py"):
        lines = tree.text(path).splitlines()
        for number, line in enumerate(lines):
            found = _TAG[path[-3:]].match(line)
            if not found:
                continue
            place = f"{path}:{number + 1}"
            words = found[1].split()
            if len(words) != 2 or not standard_of(words[0]) or words[1] not in SIDES:
                problems.append(f"{place}: not `Conformance: RFCn-SECTION-NUMBER positive` or `negative`")
                continue
            test = _test_below(path, lines, number)
            if test is None:
                problems.append(f"{place}: stands above no test")
                continue
            tags.append(Tag(words[0], words[1], place, path, test))
    return tags, problems


def _test_below(path, lines, number):
    sign = "#" if path.endswith(".py") else "//"
    while number < len(lines) and lines[number].lstrip().startswith(sign):
        number += 1
    text = "\n".join(lines[number:number + 4])
    found = (_PY_TEST if sign == "#" else _CC_TEST).match(text)
    if not found:
        return _case_below(lines, number) if sign == "//" else None
    if sign == "#":
        return found[2]
    macro, suite, name = found.groups()
    if macro == "TEST_P":
        return f"*/{suite}.{name}/*"
    return f"{suite}/*.{name}" if macro.startswith("TYPED") else f"{suite}.{name}"


def _case_below(lines, number):
    """The tests that a line of a table is a case of; None if it is none."""
    case = _CC_CASE.match("\n".join(lines[number:number + 2]))
    table = next(filter(None, (_CC_TABLE.match(line) for line in reversed(lines[:number]) if line[:1].strip())), None)
    suite = case and table and re.search(_CC_SUITE % table[1], "\n".join(lines))
    return f"*/{suite[1]}.*/{case[1]}" if suite else None


_SECTION = r"\d+(?:\.\d+)*"
_CITATION = re.compile(rf"RFC[ /\n]+(\d+),[ /\n]+({_SECTION}(?:(?:,| and| to| or)[ /\n]+{_SECTION})*)")


def citations(text):
    """Yields (line from 0, standard, section) for all that a source cites; `6.8.2 to 6.8.4` is three."""
    for found in _CITATION.finditer(text):
        line = text.count("\n", 0, found.start())
        sections = re.findall(_SECTION, found[2])
        spans = re.findall(rf"({_SECTION})\s*to[ /\n]+({_SECTION})", found[2])
        for first, last in spans:
            head, _, low = first.rpartition(".")
            other, _, high = last.rpartition(".")
            if head == other:
                sections += [f"{head}.{part}".lstrip(".") for part in range(int(low) + 1, int(high))]
        for section in sections:
            yield line, f"RFC{found[1]}", section


def cited_lines(text, standard, section):
    """Numbers, from 0, of the lines of code that a citation of the section is about.

    Above a function or a type, all of it; inside, what follows to the end of
    the paragraph or block; behind code, that line. Not the head of the file.
    """
    lines = text.split("\n")
    preamble = next((number for number, line in enumerate(lines) if line.startswith("#")), 0)
    near = set()
    for start, cited, number in citations(text):
        if (cited, number) == (standard, section) and start >= preamble:
            near.update(_below(lines, start))
    return near


def _below(lines, start):
    comment = lines[start].lstrip().startswith("//")
    if not comment:
        return [start]
    indent = _indent(lines[start])
    in_body = False  # of what stands at the margin
    below = []
    for number in range(start, len(lines)):
        line = lines[number]
        if (not line.strip() and not in_body) or line.startswith("}") or (line.strip() and _indent(line) < indent):
            break
        in_body |= indent == 0 and line.endswith("{")
        below.append(number)
    return below


def _indent(line):
    return len(line) - len(line.lstrip())


def is_source(path):
    """C++ of the product: what a change may break."""
    return path.endswith(trees.CPP) and not trees.is_test_code(path) and "fuzz" not in path
