#!/bin/sh
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
# Runs a test against one daemon, with the programs of the runfiles: TEST DAEMON.
set -eu
export WAYMARK_BINARIES="$PWD" WAYMARK_INTEROP="$2" PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH="$PWD/examples/failover_lab:$PWD/interop"
exec python3 "interop/$1.py"
