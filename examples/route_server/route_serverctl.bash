# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
#
# Completion of route_serverctl for bash: source it, or put it into
# /usr/share/bash-completion/completions/route_serverctl.

_route_serverctl() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local words=() word skip= choices=()

  COMPREPLY=()
  case $previous in
    --socket)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
    --max-results | --next-token) return ;;
  esac
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [ -n "$skip" ]; then
      skip=
      continue
    fi
    case $word in
      --socket | --max-results | --next-token) skip=$word ;;
      -*) ;;
      *) words+=("$word") ;;
    esac
  done
  case $current in
    -*)
      choices=(--socket --json)
      if [ "${words[0]-}" = routing-database ]; then choices+=(--max-results --next-token); fi
      ;;
    *)
      case ${#words[@]}:${words[0]-} in
        0:) choices=(routing-database peers route-tables persist-routes) ;;
        1:persist-routes) choices=(enable disable reset duration) ;;
      esac
      ;;
  esac
  for word in "${choices[@]}"; do
    if [[ $word == "$current"* ]]; then COMPREPLY+=("$word"); fi
  done
}

complete -F _route_serverctl route_serverctl
