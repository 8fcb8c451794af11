# Copyright 2026 The Waymark Authors
# SPDX-License-Identifier: Apache-2.0
#
# Completion of announcerctl for bash: source it, or put it into
# /usr/share/bash-completion/completions/announcerctl. Names of neighbours and
# groups come from the daemon, if one answers.

# What the rows of a listing are of.
_announcerctl_names() {
  announcerctl "${socket[@]}" --json "$1" 2>/dev/null |
    sed -n 's/^{"name":"\([^"\\]*\)".*/\1/p' | sort -u
}

# Whether $1 is among the other words.
_announcerctl_has() {
  local sought=$1 word
  shift
  for word; do [ "$word" != "$sought" ] || return 0; done
  return 1
}

# Adds those of the words that begin as $1 to COMPREPLY, ready for the line. Not
# with compgen -W: it would expand them, and run what a name has in $(...).
_announcerctl_offer() {
  local current=$1 word quoted
  shift
  for word; do
    printf -v quoted %q "$word"
    if [[ $word == "$current"* || $quoted == "$current"* ]]; then COMPREPLY+=("$quoted"); fi
  done
}

_announcerctl() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local commands=(neighbor rib announcements bfd events incidents health metrics role promote drain reload)
  local words=() socket=() word skip= all= choices=() names=
  local roles=(active standby recovering drained withdrawn)

  COMPREPLY=()
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [ -n "$skip" ]; then
      [ "$skip" = --socket ] && socket=(--socket "$word")
      skip=
      continue
    fi
    case $word in
      --socket | --epoch | --rank | --lease-ms | --sent-boottime-ms | --deadline-ms) skip=$word ;;
      --all) all=1 ;;
      -*) ;;
      *) words+=("$word") ;;
    esac
  done

  case $previous in
    --socket)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
    --epoch | --rank | --lease-ms | --sent-boottime-ms | --deadline-ms) return ;;
  esac

  case $current in
    -*)
      choices=(--socket --json)
      case ${words[0]-} in
        events) choices+=(--follow) ;;
        role) choices+=(--all --epoch --rank --lease-ms --sent-boottime-ms) ;;
        promote) choices+=(--all) ;;
        drain) choices+=(--deadline-ms) ;;
        reload) choices+=(--dry-run) ;;
      esac
      ;;
    *)
      case ${#words[@]}:${words[0]-} in
        0:) choices=("${commands[@]}") ;;
        1:neighbor) choices=(detail) names=neighbor ;;
        1:rib | 1:announcements | 1:bfd) names=neighbor ;;
        1:health) names=role ;;
        2:neighbor) [ "${words[1]}" = detail ] || choices=(detail) ;;
        1:role) if [ -n "$all" ]; then choices=("${roles[@]}"); else names=role; fi ;;
        *:role) # The role ends it.
          [[ " ${roles[*]} " == *" ${words[-1]} "* ]] || { choices=("${roles[@]}") names=role; }
          ;;
        *:promote) [ -n "$all" ] || names=role ;;
      esac
      ;;
  esac
  if [ -n "$names" ]; then
    while IFS= read -r word; do
      _announcerctl_has "$word" "${words[@]:1}" || choices+=("$word")
    done < <(_announcerctl_names "$names")
  fi
  _announcerctl_offer "$current" "${choices[@]}"
}

complete -F _announcerctl announcerctl
