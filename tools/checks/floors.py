# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Includes follow the floors of docs/architecture.md, and the core stays free of IO."""

import re

from checks import tree as trees

# Floor -> what it may include besides itself. One-way: nothing includes a floor
# above it. A folder belongs to the floor with the longest matching name, so that
# base/testing is base.
ALLOWED = {
    "base": set(),
    "bgp": {"base"},
    "bgp/wire": {"base", "bgp"},
    "bgp/session": {"base", "bgp", "bgp/wire"},
    "bfd": {"base"},
    "rib": {"base", "bgp"},
    "announcer": {"base", "bgp"},
}
# All that stand before it.
ALLOWED["speaker"] = set(ALLOWED)
# base, the interfaces that it implements, and what HostedSpeaker puts together.
ALLOWED["posix"] = {"base", "bgp", "bgp/session", "bfd", "rib", "speaker"}
ALLOWED["posix/libcrypto"] = ALLOWED["posix"] | {"posix"}
ALLOWED["posix/netlink"] = ALLOWED["posix"] | {"posix"}
# All that stand before each.
ALLOWED["examples"] = set(ALLOWED)
ALLOWED["benchmarks"] = set(ALLOWED)

CORE = {"base", "bgp", "bgp/wire", "bgp/session", "bfd", "rib", "announcer", "speaker"}

# Third party -> the floors that may include it; Abseil is for all.
THIRD_PARTY = {
    "google/protobuf/": {"examples", "benchmarks"},
    "httplib.h": {"examples"},
    "netlink/": {"posix/netlink"},
    "openssl/": {"posix/libcrypto"},
    "prometheus/": {"examples"},
    "toml++/": {"examples"},
}
TEST_ONLY = ("gtest/", "gmock/")

# What reaches past the interfaces: headers, then names. In tests, too: they run
# on the simulated clock and network.
SYSTEM_HEADERS = re.compile(
    r"sys/(socket|epoll|timerfd|eventfd|select|poll|time|ioctl|un)\.h|poll\.h|unistd\.h|pthread\.h|"
    r"netinet/.*|net/.*|linux/.*|netdb\.h|signal\.h|csignal|"
    r"thread|mutex|shared_mutex|condition_variable|future|stop_token|semaphore|latch|barrier|atomic|"
    r"chrono|ctime|time\.h|absl/synchronization/.*|absl/time/clock\.h"
)
# File -> a header that it may include all the same, and only as said.
EXCEPTIONS = {
    # inet_pton and inet_ntop turn addresses into text and back; AF_INET is theirs.
    "base/ip_address.cc": "sys/socket.h",
}
CALLS = [
    (re.compile(r"\babsl::(Now|GetCurrentTimeNanos|SleepFor)\b"), "time comes from Clock"),
    (re.compile(r"\bstd::chrono::\w+_clock\b"), "time comes from Clock"),
    (re.compile(r"\b(clock_gettime|gettimeofday|nanosleep|usleep)\s*\("), "time comes from Clock"),
    (re.compile(r"\bstd::(thread|jthread|mutex|shared_mutex|async|atomic)\b"), "the core is same-thread"),
    (re.compile(r"\babsl::(Mutex|Notification|CondVar)\b"), "the core is same-thread"),
    (re.compile(r"\bthread_local\b"), "the core has no globals"),
    (re.compile(r"\b(throw|try|catch|dynamic_cast|typeid)\b"), "the libraries build with neither"),
]
# Not for tests, which may hold a generator with a seed of their own.
RANDOMNESS = [
    (re.compile(r"(?<![\w:.>])s?rand\s*\(|\bstd::s?rand\b"), "randomness comes from Runtime"),
    (re.compile(r"\bstd::(random_device|mt19937(_64)?|default_random_engine)\b"),
     "randomness comes from Runtime"),
    (re.compile(r"\babsl::(Insecure)?BitGen\b"), "randomness comes from Runtime as absl::BitGenRef"),
]


def floor_of(path):
    """The floor a file lies on, or None."""
    folder = path.rsplit("/", 1)[0] if "/" in path else ""
    while folder:
        if folder in ALLOWED:
            return folder
        folder = folder.rpartition("/")[0]
    return None


def check(tree):
    problems = []
    for path in tree.ending(*trees.CPP):
        floor = floor_of(path)
        if floor is None:
            problems.append(f"{path}: lies on no floor; name its folder in tools/checks/floors.py")
            continue
        text = tree.text(path)
        problems += _includes(path, floor, text)
        if floor in CORE:
            problems += _core(path, text)
    return problems


def _includes(path, floor, text):
    for line, included, _ in trees.includes(text):
        where = f"{path}:{line}: "
        target = floor_of(included)
        if target is not None:
            if target != floor and target not in ALLOWED[floor]:
                yield f"{where}{floor} must not include {target} ({included}); see ALLOWED in tools/checks/floors.py"
            if "/testing/" in included and not trees.is_test_code(path) and floor not in ("examples", "benchmarks"):
                yield f"{where}{included} is for tests only"
        for prefix, floors in THIRD_PARTY.items():
            if included.startswith(prefix) and floor not in floors:
                yield f"{where}{floor} must not include {included}"
        if included.startswith(TEST_ONLY) and not trees.is_test_code(path):
            yield f"{where}{included} is for tests only"


def _core(path, text):
    for line, included, _ in trees.includes(text):
        if SYSTEM_HEADERS.fullmatch(included) and EXCEPTIONS.get(path) != included:
            yield f"{path}:{line}: the core has no sockets, clocks or threads, so no <{included}>; use the interfaces of base/"
    code = trees.without_comments_and_literals(text)
    rules = CALLS + ([] if trees.is_test_code(path) else RANDOMNESS)
    for pattern, reason in rules:
        for match in pattern.finditer(code):
            yield f"{path}:{trees.line_of(code, match.start())}: {match.group().strip()} in the core: {reason}"
