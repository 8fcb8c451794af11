#!/bin/bash
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
#
# What announcerctl.bash offers at each place of a command line. A function
# stands for the program where names are asked for.
set -euo pipefail

# shellcheck source=examples/announcer/announcerctl.bash
source examples/announcer/announcerctl.bash

# shellcheck source=examples/testing/completion.sh
source examples/testing/completion.sh

announcerctl() {
  asked="$*"
  case "$*" in
    *"--json neighbor") [ -z "${hostile-}" ] || printf '{"name":"%s"}\n' "$hostile"
      printf '{"name":"rs-1","address":"10.0.0.1"}\n{"name":"rs-2","address":"10.0.0.2"}\n' ;;
    *"--json role") printf '{"name":"%s","role":"active"}\n' floating other ;;
  esac
  echo "$asked" >"$TEST_TMPDIR/asked"
}

expect "announcerctl " neighbor rib announcements bfd events incidents health metrics role promote drain reload
expect "announcerctl r" rib role reload
expect "announcerctl --json ev" events
expect "announcerctl -" --socket --json
expect "announcerctl neighbor " detail rs-1 rs-2
expect "announcerctl neighbor rs" rs-1 rs-2
expect "announcerctl neighbor rs-1 " detail
expect "announcerctl neighbor detail "
expect "announcerctl rib " rs-1 rs-2
expect "announcerctl announcements rs-2" rs-2
expect "announcerctl bfd " rs-1 rs-2
expect "announcerctl bfd rs-1 "
expect "announcerctl events --" --socket --json --follow
expect "announcerctl role " floating other
expect "announcerctl role floating " active standby recovering drained withdrawn other
expect "announcerctl role other floating " active standby recovering drained withdrawn
expect "announcerctl role floating other standby "
expect "announcerctl role --all " active standby recovering drained withdrawn
expect "announcerctl role floating a" active
expect "announcerctl role floating active --" --socket --json --all --epoch --rank --lease-ms --sent-boottime-ms
expect "announcerctl role floating --epoch 7 s" standby
expect "announcerctl role floating active --epoch "
expect "announcerctl promote f" floating
expect "announcerctl promote floating " other
expect "announcerctl promote --all "
expect "announcerctl promote --a" --all
expect "announcerctl health " floating other
expect "announcerctl drain --d" --deadline-ms
expect "announcerctl reload --d" --dry-run
expect "announcerctl reload "

expect "announcerctl --socket /run/a.sock rib " rs-1 rs-2
[ "$(cat "$TEST_TMPDIR/asked")" = "--socket /run/a.sock --json neighbor" ] || {
  complain "asks another daemon than the one named"
}

# A name is a word, whatever is in it: nothing of it is run, here or at Enter.
hostile="x\$(touch $TEST_TMPDIR/ran) y"
expect "announcerctl rib x" "$(printf %q "$hostile")"
expect "announcerctl rib rs-1" rs-1
[ ! -e "$TEST_TMPDIR/ran" ] || {
  complain "runs what a neighbour's name has in it"
}
hostile=

# What the completion knows is what the program knows.
usage=$("$PWD/examples/announcer/announcerctl" 2>&1 || true)
for command in neighbor rib announcements bfd events incidents health metrics role promote drain reload; do
  grep -q "^  $command" <<<"$usage" || {
    complain "announcerctl has no command $command"
  }
done
[ "$(grep -cE '^  [a-z]' <<<"$usage")" = 13 ] || {
  complain "announcerctl has other commands than the completion knows"
}

[ "$failures" = 0 ]
