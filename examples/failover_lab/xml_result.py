# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Runs unittest and writes the result where Bazel asks for it, each case by its name."""
import os
import time
import unittest
import xml.etree.ElementTree as ElementTree


class _Result(unittest.TextTestResult):
    """Keeps (test, seconds, outcome, text) of every case; a class that failed to set up is a case too."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cases, self.began = [], time.monotonic()

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()

    def _record(self, test, outcome, text=""):
        self.cases.append((test.id(), time.monotonic() - self.began, outcome, text))

    def addSuccess(self, test):
        super().addSuccess(test)
        self._record(test, "passed")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._record(test, "failure", self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self._record(test, "error", self.errors[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._record(test, "skipped", reason)


def _write(cases, path):
    suite = ElementTree.Element("testsuite", name="unittest", tests=str(len(cases)))
    for identifier, seconds, outcome, text in cases:
        case = ElementTree.SubElement(suite, "testcase", name=identifier, time="%.3f" % seconds)
        if outcome != "passed":
            ElementTree.SubElement(case, outcome, message=text.strip().split("\n")[-1]).text = text
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def main(module):
    """Runs the module's tests; returns the exit status."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = unittest.TextTestRunner(resultclass=_Result, verbosity=2).run(suite)
    if "XML_OUTPUT_FILE" in os.environ:
        _write(result.cases, os.environ["XML_OUTPUT_FILE"])
    return 0 if result.wasSuccessful() else 1
