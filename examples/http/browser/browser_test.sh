#!/bin/sh
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
# Runs the browser test with the programs of the runfiles.
set -eu
export WAYMARK_BINARIES="$PWD" PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH="$PWD/examples/failover_lab:$PWD/examples/http/browser"
exec python3 examples/http/browser/browser_test.py
