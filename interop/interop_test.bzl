# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""A test of ours against one program of Debian's."""

def interop_test(name, test, program, data, size = "large"):
    """Runs `test`.py with `program` in the network namespaces of the laboratory.

    Args:
      name: of the target.
      test: the Python file, without its ending.
      program: whom it is against: $WAYMARK_INTEROP.
      data: our programs, and what of this folder it imports beside daemons.py.
      size: how long it may take.
    """
    native.sh_test(
        name = name,
        size = size,
        srcs = ["interop_test.sh"],
        args = [
            test,
            program,
        ],
        data = data + [
            "daemons.py",
            test + ".py",
            "//examples/failover_lab:laboratory",
        ],
        tags = [
            "exclusive",
            "external",
            "interop",
            "local",
        ],
    )
