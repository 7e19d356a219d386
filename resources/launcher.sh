#!/bin/sh
# Runs one Codex session in a terminal for Firebreak.
#   launch-session RUN_DIR
# RUN_DIR holds one parameter a file, so that any byte but NUL can be in it:
#   repo, model, codex, ask, and where given: effort, prompt, codex-home, originator, env/NAME
# and receives, each put in place whole: ready, started, refused, ended (lines of "key value"; when is the file's own time).
# Right before Codex runs, Firebreak (the process "ask" names) is asked: it looks at the repository once more and answers
# through the pipe "answer" with one line, "go" or "stop REASON WORDS". Without an answer there is no Codex.
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

# The dot keeps the newlines at the end of a value, which $( ) would cut.
parameter() {
  value=
  [ -f "$run/$1" ] || return 1
  value=$(cat "$run/$1" && printf .) || return 1
  value=${value%.}
}

# $1 is the record, standard input its text. Of a start that was taken back the folder is gone.
record() {
  { cat >"$run/$1.tmp" && mv "$run/$1.tmp" "$run/$1"; } 2>/dev/null
}

refuse() {
  printf 'reason %s\n' "$1" | record refused
  leave "$2"
}

leave() {
  printf '\n%s\n' "$1"
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

# Firebreak looks within a second; in a very large repository that nobody has read yet it takes longer.
longest_wait=60

ask() {
  mkfifo -m 600 "$run/answer" 2>/dev/null ||
    refuse incomplete 'Firebreak: the parameters of this session are gone. Start it again.'
  # For reading and writing, so that neither side waits for the other to open it.
  exec 3<>"$run/answer"
  (
    trap 'exit 0' TERM
    waited=0
    while [ "$waited" -lt "$longest_wait" ] && kill -0 "$1" && kill -0 "$$"; do
      sleep 1
      waited=$((waited + 1))
    done
    printf 'stop no-firebreak Firebreak did not answer, so Codex was not started. Start Firebreak, then start the session again.\n' >&3
  ) </dev/null >/dev/null 2>&1 &
  waiter=$!
  printf 'pid %s\n' "$$" | record ready
  answer=
  reason=
  words=
  read -r answer reason words <&3
  kill "$waiter" 2>/dev/null
  exec 3>&-
  rm -f "$run/answer" 2>/dev/null
  [ "$answer" = go ] && return
  # What Firebreak itself said it knows; the folder may be gone by now.
  [ "$answer" = stop ] && [ "$reason" != no-firebreak ] && leave "$words"
  refuse "${reason:-no-answer}" "${words:-Firebreak did not answer, so Codex was not started.}"
}

gone='Firebreak: the parameters of this session are gone. Start it again.'
parameter repo && repo=$value || refuse incomplete "$gone"
parameter model && model=$value || refuse incomplete "$gone"
parameter codex && codex=$value || refuse incomplete "$gone"
parameter ask && ask=$value || refuse incomplete "$gone"

# Pasted twice, the command starts one session, and the records are those of the first.
mkdir "$run/taken" 2>/dev/null || leave 'Firebreak: this session was started already.'

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

set -- --no-daemon --model "$model"
if parameter effort; then
  set -- "$@" -c "model_reasoning_effort=$value"
fi
set -- "$@" --cd "$repo"
if parameter prompt; then
  set -- "$@" -- "$value"
fi

if [ "$ask" != nobody ]; then
  # Whoever closes the terminal now does not want Codex any more.
  trap 'printf "reason terminal-exited\n" | record refused; exit 1' HUP TERM INT QUIT
  ask "$ask"
fi
# A command instead of '' keeps the signals alive for Codex itself: what is ignored here would be ignored there.
trap : HUP TERM INT QUIT

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
