#!/bin/sh
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
# Runs a unittest module of this folder or of failover/, each case by its name in the result.
set -eu
peers="$PWD/benchmarks/peers"
export PYTHONPATH="$peers:$peers/failover:$PWD/examples/failover_lab:$PWD/interop" PYTHONDONTWRITEBYTECODE=1
exec python3 -c "import sys, xml_result, $1; sys.exit(xml_result.main($1))"
