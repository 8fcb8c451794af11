# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0

"""Repositories backed by Debian's -dev packages, under their upstream labels.

BUILD files name the upstream labels (@com_google_absl//absl/strings, ...), so
that the same files build where the repositories come from a registry instead.
"""

def _absl_impl(ctx):
    ctx.symlink("/usr/include/absl", "include/absl")
    listing = ctx.execute(["sh", "-c", "cd /usr/lib/*-linux-gnu && ls libabsl_*.so"])
    libs = [name[len("lib"):-len(".so")] for name in listing.stdout.strip().split("\n")]
    shared = ["-Wl,--as-needed"] + ["-l" + lib for lib in libs]
    archives = ["-Wl,--start-group"] + ["-l:lib" + lib + ".a" for lib in libs] + ["-Wl,--end-group"]
    ctx.file("BUILD.bazel", """
load("@rules_cc//cc:defs.bzl", "cc_library")

cc_library(
    name = "absl",
    hdrs = glob(["include/absl/**/*.h", "include/absl/**/*.inc"]),
    includes = ["include"],
    linkopts = select({
        "@waymark//third_party/debian:static": %r,
        "//conditions:default": %r,
    }),
    visibility = ["//visibility:public"],
)
""" % (archives, shared))
    for package, targets in ctx.attr.targets.items():
        ctx.file("absl/" + package + "/BUILD.bazel", "".join([
            "alias(name = %r, actual = \"//:absl\", visibility = [\"//visibility:public\"])\n" % target
            for target in targets
        ]))

debian_absl = repository_rule(
    implementation = _absl_impl,
    attrs = {"targets": attr.string_list_dict(doc = "Abseil package -> its targets that this workspace uses.")},
    local = True,
)

def _protobuf_impl(ctx):
    ctx.symlink("/usr/include/google", "include/google")
    ctx.symlink("/usr/bin/protoc", "bin/protoc")
    ctx.file("BUILD.bazel", """
load("@rules_cc//cc:defs.bzl", "cc_library")

package(default_visibility = ["//visibility:public"])

cc_library(
    name = "protobuf",
    hdrs = glob(["include/google/protobuf/**/*.h", "include/google/protobuf/**/*.inc"]),
    includes = ["include"],
    linkopts = select({
        "@waymark//third_party/debian:static": ["-l:libprotobuf.a", "-l:libz.a"],
        "//conditions:default": ["-lprotobuf"],
    }) + ["-lpthread"],
)

filegroup(
    name = "protoc",
    srcs = ["bin/protoc"],
)

proto_lang_toolchain(
    name = "cc_toolchain",
    command_line = "--cpp_out=$(OUT)",
    runtime = ":protobuf",
)

[proto_library(
    name = name + "_proto",
    srcs = ["include/google/protobuf/%s.proto" % name],
    strip_import_prefix = "include",
) for name in ["any", "duration", "struct", "timestamp", "wrappers"]]
""")

    ctx.file("bazel/BUILD.bazel")
    ctx.file("bazel/proto_library.bzl", "proto_library = native.proto_library")
    ctx.file("bazel/cc_proto_library.bzl", "cc_proto_library = native.cc_proto_library")

debian_protobuf = repository_rule(implementation = _protobuf_impl, local = True)
