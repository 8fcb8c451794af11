#!/bin/sh
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
# Runs a unittest module of this folder, each case by its name in the result.
set -eu
export PYTHONPATH="$PWD/benchmarks/peers:$PWD/examples/failover_lab" PYTHONDONTWRITEBYTECODE=1
exec python3 -c "import sys, xml_result, $1; sys.exit(xml_result.main($1))"
