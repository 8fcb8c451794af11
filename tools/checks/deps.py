# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""Every include is matched by a direct dependency of each target that lists the file.

Debian's Abseil, GoogleTest, Benchmark, protobuf, libnl and OpenSSL lie in /usr/include,
where the compiler finds them without a dependency; where they come from a
registry it does not. Bazel's own layering_check cannot see them either.
"""

from checks import bazel
from checks import tree as trees

ABSL = "@com_google_absl//absl/"
# Abseil's headers whose target is not named like the file.
ABSL_TARGETS = {
    "absl/base/attributes.h": "base:core_headers",
    "absl/base/const_init.h": "base:core_headers",
    "absl/base/macros.h": "base:core_headers",
    "absl/base/optimization.h": "base:core_headers",
    "absl/base/port.h": "base:core_headers",
    "absl/base/thread_annotations.h": "base:core_headers",
    "absl/container/btree_map.h": "container:btree",
    "absl/container/btree_set.h": "container:btree",
    "absl/strings/cord.h": "strings:cord",
    "absl/strings/str_format.h": "strings:str_format",
}
# Folders of Abseil that are one target.
ABSL_FOLDERS = {
    "absl/strings/": "strings:strings",
    "absl/synchronization/": "synchronization:synchronization",
    "absl/time/": "time:time",
}

# Prefix of the include -> dependencies that provide it.
THIRD_PARTY = {
    "gtest/": ["@com_google_googletest//:gtest", "@com_google_googletest//:gtest_main"],
    "gmock/": ["@com_google_googletest//:gtest", "@com_google_googletest//:gtest_main"],
    "benchmark/": [
        "@com_github_google_benchmark//:benchmark",
        "@com_github_google_benchmark//:benchmark_main",
    ],
    "google/protobuf/": ["@com_google_protobuf//:protobuf"],
    "httplib.h": ["@cpp_httplib//:httplib"],
    "netlink/": ["@libnl//:nl_route"],
    "nlohmann/": ["@nlohmann_json//:json"],
    "openssl/": ["@openssl//:crypto"],
    "prometheus/": ["@prometheus_cpp//:core"],
    "toml++/": ["@tomlplusplus//:tomlplusplus"],
}


def check(tree):
    return problems_of(tree, bazel.rules(tree.root))


def problems_of(tree, rules):
    ours = [rule for rule in rules if rule.kind in bazel.COMPILED]
    providers = _providers(rules)
    problems = []
    listed = set()
    for rule in ours:
        own = set(filter(None, map(bazel.path_of, rule.srcs + rule.hdrs)))
        listed |= own
        used = set()
        for path in sorted(own.intersection(tree.ending(*trees.CPP))):
            problems += _of_file(path, own, rule, tree.text(path), providers, used)
        known = {label for labels in providers.values() for label in labels}
        for dep in rule.deps if own else []:
            if dep not in used and (dep in known or dep.startswith(ABSL)):
                problems.append(f"{rule.label}: no file of it includes anything of {dep}; remove the dependency")
    for path in tree.ending(*trees.CPP):
        if path not in listed:
            problems.append(f"{path}: no target lists it; add it to the srcs or hdrs of one")
    return sorted(set(problems))


def _providers(rules):
    """Include path -> labels of the targets that provide it, for our own headers."""
    providers = {}
    protos = {rule.label: rule.srcs for rule in rules if rule.kind == "proto_library"}
    for rule in rules:
        for path in filter(None, map(bazel.path_of, rule.hdrs)):
            providers.setdefault(path, []).append(rule.label)
        if rule.kind == "cc_proto_library":
            for source in [source for dep in rule.deps for source in protos.get(dep, [])]:
                header = bazel.path_of(source).removesuffix(".proto") + ".pb.h"
                providers.setdefault(header, []).append(rule.label)
    return providers


def _of_file(path, own, rule, text, providers, used):
    """Adds the dependencies that the file needs to used."""
    folders = {provided.split("/")[0] for provided in providers}
    for line, included, _ in trees.includes(text):
        where = f"{path}:{line}: "
        beside = path.rpartition("/")[0] + "/" + included
        expected = expected_deps(included, providers)
        used.update(expected)
        if included in own:
            continue
        if expected:
            if not set(expected) & set(rule.deps):
                yield f"{where}{rule.label} lacks the dependency {' or '.join(expected)} for {included}"
        elif included.startswith("absl/"):
            yield f"{where}{included} is internal to Abseil"
        elif beside in providers:
            yield f"{where}write the include from the root: {beside}"
        elif included.split("/")[0] in folders and "/" in included:
            yield f"{where}no target has {included} among its hdrs"


def expected_deps(included, providers):
    """The labels one of which must be a dependency; none for the system's headers."""
    if included in providers:
        return sorted(providers[included])
    if included.startswith("absl/"):
        return _absl(included)
    for prefix, labels in THIRD_PARTY.items():
        if included.startswith(prefix):
            return labels
    return []


def _absl(included):
    if "/internal/" in included:
        return []
    target = ABSL_TARGETS.get(included)
    for folder, label in ABSL_FOLDERS.items():
        if included.startswith(folder):
            target = target or label
    if included.startswith("absl/random/") and included.endswith("_distribution.h"):
        target = "random:distributions"
    if target is None:
        folder, _, name = included.removeprefix("absl/").rpartition("/")
        target = f"{folder}:{name.removesuffix('.h')}"
    return [ABSL + target]
