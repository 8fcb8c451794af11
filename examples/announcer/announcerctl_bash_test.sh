#!/bin/bash
# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
#
# What announcerctl.bash offers at each place of a command line. A function
# stands for the program where names are asked for.
set -euo pipefail

# shellcheck source=examples/announcer/announcerctl.bash
source examples/announcer/announcerctl.bash

failures=0

announcerctl() {
  asked="$*"
  case "$*" in
    *"--json neighbor") [ -z "${hostile-}" ] || printf '{"name":"%s"}\n' "$hostile"
      printf '{"name":"rs-1","address":"10.0.0.1"}\n{"name":"rs-2","address":"10.0.0.2"}\n' ;;
    *"--json role") printf '{"name":"floating","role":"active"}\n' ;;
  esac
  echo "$asked" >"$TEST_TMPDIR/asked"
}

# expect "WORDS OF THE LINE" OFFERED...: the cursor is at the end of the line; a
# line that ends with a space begins a new word.
expect() {
  local line=$1 got
  shift
  read -r -a COMP_WORDS <<<"$line"
  [[ $line == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  _announcerctl
  got="${COMPREPLY[*]-}"
  if [ "$got" != "$*" ]; then
    echo "\"$line\": offers \"$got\" instead of \"$*\""
    failures=$((failures + 1))
  fi
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
expect "announcerctl role " floating
expect "announcerctl role floating " active standby recovering drained withdrawn
expect "announcerctl role floating a" active
expect "announcerctl role floating active --" --socket --json --epoch --rank --lease-ms
expect "announcerctl role floating --epoch 7 s" standby
expect "announcerctl role floating active --epoch "
expect "announcerctl promote f" floating
expect "announcerctl health " floating
expect "announcerctl drain --d" --deadline-ms
expect "announcerctl reload --d" --dry-run
expect "announcerctl reload "

expect "announcerctl --socket /run/a.sock rib " rs-1 rs-2
[ "$(cat "$TEST_TMPDIR/asked")" = "--socket /run/a.sock --json neighbor" ] || {
  echo "asks another daemon than the one named"
  failures=$((failures + 1))
}

# A name is a word, whatever is in it: nothing of it is run, here or at Enter.
hostile="x\$(touch $TEST_TMPDIR/ran) y"
expect "announcerctl rib x" "$(printf %q "$hostile")"
expect "announcerctl rib rs-1" rs-1
[ ! -e "$TEST_TMPDIR/ran" ] || {
  echo "runs what a neighbour's name has in it"
  failures=$((failures + 1))
}
hostile=

# What the completion knows is what the program knows.
usage=$("$PWD/examples/announcer/announcerctl" 2>&1 || true)
for command in neighbor rib announcements bfd events incidents health metrics role promote drain reload; do
  grep -q "^  $command" <<<"$usage" || {
    echo "announcerctl has no command $command"
    failures=$((failures + 1))
  }
done
[ "$(grep -cE '^  [a-z]' <<<"$usage")" = 13 ] || {
  echo "announcerctl has other commands than the completion knows"
  failures=$((failures + 1))
}

[ "$failures" = 0 ]
