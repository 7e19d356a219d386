#!/bin/sh
# Runs one Codex session in a terminal for Firebreak.
#   launch-session RUN_DIR
# RUN_DIR holds one parameter a file, so that any byte but NUL can be in it:
#   repo, model, codex, and where given: prompt, codex-home, originator, head, git, env/NAME
# and receives, each put in place whole: started, refused, ended (lines of "key value"; when is the file's own time).
set -u
umask 077
run=$1

if [ "${2-}" != --record ]; then
  # Two processes, because the end has to be recorded when the terminal is closed. The terminal then only tells this one,
  # its session leader, which dies of it; that makes the system tell the other one and Codex. A key such as Ctrl-C is for Codex.
  trap : INT QUIT
  /bin/sh "$0" "$run" --record
  exit $?
fi

# A command instead of '' keeps the signals alive for Codex itself: what is ignored here would be ignored there.
trap : HUP TERM INT QUIT

# The dot keeps the newlines at the end of a value, which $( ) would cut.
parameter() {
  value=
  [ -f "$run/$1" ] || return 1
  value=$(cat "$run/$1" && printf .) || return 1
  value=${value%.}
}

# $1 is the record, standard input its text.
record() {
  cat >"$run/$1.tmp" && mv "$run/$1.tmp" "$run/$1"
}

refuse() {
  printf 'reason %s\n' "$1" | record refused
  printf '\n%s\n' "$2"
  if [ -t 0 ]; then
    printf 'Press Enter to close. '
    read -r _
  fi
  exit 2
}

# The same text that Firebreak compares: field 22 of /proc/PID/stat, elsewhere what ps says.
start_time() {
  if [ -r "/proc/$$/stat" ]; then
    stat=$(cat "/proc/$$/stat")
    # shellcheck disable=SC2086 # the fields are words
    set -- ${stat##*") "}
    shift 19
    printf '%s' "$1"
  else
    LC_ALL=C ps -o lstart= -p $$ | sed 's/^ *//; s/ *$//'
  fi
}

parameter repo && repo=$value || refuse incomplete 'Firebreak: the parameters of this session are gone. Start it again.'
parameter model && model=$value || refuse incomplete 'Firebreak: the parameters of this session are gone. Start it again.'
parameter codex && codex=$value || refuse incomplete 'Firebreak: the parameters of this session are gone. Start it again.'
git=git
parameter git && git=$value

if [ -d "$run/env" ]; then
  for file in "$run/env"/*; do
    [ -f "$file" ] || continue
    parameter "env/${file##*/}" && export "${file##*/}=$value"
  done
fi
parameter codex-home && export "CODEX_HOME=$value"
parameter originator && export "CODEX_INTERNAL_ORIGINATOR_OVERRIDE=$value"
# npm's codex is a script that needs the node beside it, which a terminal started from the desktop may not have on PATH.
PATH=${codex%/*}:$PATH
export PATH

CDPATH='' cd "$repo" || refuse folder-gone 'Firebreak: the repository folder is not there.'

if parameter head; then
  expected=$value
  # Nothing of the repository may run for this question.
  found=$("$git" --no-optional-locks -c core.fsmonitor=false -c core.hooksPath=/dev/null -c core.pager=cat \
    rev-parse --verify --quiet HEAD 2>/dev/null </dev/null) || found=
  [ "$found" = "$expected" ] ||
    refuse head-moved 'Firebreak: HEAD moved since the gate was read, so Codex was not started. Start the session again.'
fi

set -- --no-daemon --model "$model" --cd "$repo"
if parameter prompt; then
  set -- "$@" -- "$value"
fi

printf 'pid %s\nstart %s\n' "$$" "$(start_time)" | record started
"$codex" "$@"
code=$?
printf 'code %s\n' "$code" | record ended

# Otherwise the window closes before anybody can read why. Above 128 a signal ended it.
if [ "$code" -gt 0 ] && [ "$code" -le 128 ] && [ -t 0 ]; then
  printf '\nCodex ended with code %s. Press Enter to close. ' "$code"
  read -r _
fi
exit "$code"
