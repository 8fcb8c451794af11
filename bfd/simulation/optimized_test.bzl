# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""A test that is compiled with optimisation, whatever the rest is compiled with."""

def _optimize_impl(_settings, _attr):
    return {"//command_line_option:compilation_mode": "opt"}

_optimize = transition(
    implementation = _optimize_impl,
    inputs = [],
    outputs = ["//command_line_option:compilation_mode"],
)

def _optimized_test_impl(ctx):
    program = ctx.attr.program[0][DefaultInfo].files_to_run.executable
    test = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = test, target_file = program, is_executable = True)
    return [DefaultInfo(executable = test)]

# `program` is a cc_binary without data.
optimized_test = rule(
    implementation = _optimized_test_impl,
    test = True,
    attrs = {
        "program": attr.label(cfg = _optimize, executable = True, mandatory = True),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)
