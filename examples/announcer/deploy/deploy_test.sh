#!/bin/sh
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
set -eu
export PYTHONPATH="$PWD/examples/announcer/deploy:$PWD/examples/failover_lab" PYTHONDONTWRITEBYTECODE=1
exec python3 -c "import sys, xml_result, deploy_test; sys.exit(xml_result.main(deploy_test))"
