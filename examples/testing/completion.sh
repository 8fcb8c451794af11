# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
#
# For tests of completion in bash, which source it after the script under test
# and end with
#
#   [ "$failures" = 0 ]
# shellcheck shell=bash

failures=0

# complain TEXT...: what is wrong.
complain() {
  echo "$*"
  failures=$((failures + 1))
}

# expect "WORDS OF THE LINE" OFFERED...: the cursor is at the end of the line; a
# line that ends with a space begins a new word. The first word is the program,
# which _PROGRAM completes.
expect() {
  local line=$1 got
  shift
  read -r -a COMP_WORDS <<<"$line"
  [[ $line == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  "_${COMP_WORDS[0]}"
  got="${COMPREPLY[*]-}"
  if [ "$got" != "$*" ]; then complain "\"$line\": offers \"$got\" instead of \"$*\""; fi
}
