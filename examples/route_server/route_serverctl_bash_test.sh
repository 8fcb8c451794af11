#!/bin/bash
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
#
# What route_serverctl.bash offers at each place of a command line, and that the
# program knows what it offers.
set -euo pipefail

# shellcheck source=examples/route_server/route_serverctl.bash
source examples/route_server/route_serverctl.bash

# shellcheck source=examples/testing/completion.sh
source examples/testing/completion.sh

expect "route_serverctl " routing-database peers route-tables persist-routes
expect "route_serverctl r" routing-database route-tables
expect "route_serverctl -" --socket --json
expect "route_serverctl --json p" peers persist-routes
expect "route_serverctl --socket a.sock per" persist-routes
expect "route_serverctl persist-routes " enable disable reset duration
expect "route_serverctl routing-database --" --socket --json --max-results --next-token
expect "route_serverctl routing-database --max-results "
expect "route_serverctl routing-database --max-results 5 --n" --next-token
expect "route_serverctl peers "
expect "route_serverctl peers --" --socket --json
expect "route_serverctl persist-routes enable "

# Without a daemon a command that is one ends with 3, any other with 2.
for command in routing-database peers route-tables persist-routes "persist-routes enable" \
  "persist-routes disable" "persist-routes reset" "persist-routes duration 2" \
  "routing-database --max-results 5 --next-token a"; do
  status=0
  # shellcheck disable=SC2086
  examples/route_server/route_serverctl --socket none.sock $command 2>/dev/null || status=$?
  if [ "$status" != 3 ]; then
    complain "\"$command\" is offered and ends with $status"
  fi
done

[ "$failures" = 0 ]
