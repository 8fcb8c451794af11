# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0

"""Stands in for rules_cc, which newer Bazel needs and 4.2.3 cannot load.

The rules are Bazel's native ones. Bazel itself loads this file for the toolchain
rules too, so that those not named in our BUILD files are needed as well.
"""

cc_library = native.cc_library
cc_binary = native.cc_binary
cc_test = native.cc_test
cc_import = native.cc_import
cc_toolchain = native.cc_toolchain
cc_toolchain_suite = native.cc_toolchain_suite
objc_library = native.objc_library
fdo_profile = native.fdo_profile
fdo_prefetch_hints = native.fdo_prefetch_hints
propeller_optimize = native.propeller_optimize
cc_libc_top_alias = native.cc_libc_top_alias
