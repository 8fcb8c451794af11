# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
"""The checks that tools/check runs, one module each.

A module has check(tree) -> list of problems, each "file:line: what is wrong;
what to do". The first line of its docstring says what holds when there are none.
"""
