#!/bin/sh
# Firebreak's gate for Codex sessions that start elsewhere: a UserPromptSubmit hook.
#
# Codex gives one JSON object on standard input. No output and exit code 0 let the prompt through; {"decision":"block",…} refuses it,
# before any request to a model. Whatever else a hook does (another exit code, a crash, a time limit, output that is no JSON) lets the
# prompt through, so everything here ends in one of the two, and what cannot be decided is refused.
#
# It needs a POSIX shell, awk and git, and no Firebreak that runs. Its folder is FIREBREAK_HOME/guard, written by Firebreak:
#   enabled                 the marker; without it every prompt passes, and "trace" says so
#   gated                   the models under the gate, one a line
#   repos/ID/               top (a work tree), held-back (paths as git quotes them), filters, paused-until (Unix seconds)
#   passes/ID               until SECONDS, for session ID | launch ID | repo, kind WORD, then a work tree; used once: ID.used
# and receives:
#   sessions/ID             the commit that a Codex session was let in on
#   refusals/SESSION.TURN   one JSON object for each refusal
#   trace                   one line for each prompt that passed although the gate was not open; where the folder is gone, guard.trace beside the program

set -u
umask 077
# Bytes, in the shell as in awk: a length is then known at once, and no name is invalid.
LC_ALL=C
export LC_ALL

# Codex waits 60 s for this hook and then lets the prompt through.
longest_wait=45

newline='
'

# ---- a text as one word of a shell: what awk answers is evaluated ------------------------------------------------------------------
# shellcheck disable=SC2016 # awk's dollars
quoted='
function quoted(text,    out, at) {
  out = ""
  while ((at = index(text, "\047")) > 0) {
    out = out substr(text, 1, at - 1) "\047\\\047\047"
    text = substr(text, at + 1)
  }
  return "\047" out text "\047"
}
'

# ---- JSON in: model, session_id, turn_id and cwd, only where they are keys of the outermost object -----------------------------
# Records are what lies between two quotation marks, so that a prompt of a megabyte is one step, whatever is in it.
# shellcheck disable=SC2016 # awk's dollars
scan=$quoted'
function bytes_of(point) {
  if (point < 128) return sprintf("%c", point)
  if (point < 2048) return sprintf("%c%c", 192 + int(point / 64), 128 + point % 64)
  if (point < 65536) return sprintf("%c%c%c", 224 + int(point / 4096), 128 + int(point / 64) % 64, 128 + point % 64)
  return sprintf("%c%c%c%c", 240 + int(point / 262144), 128 + int(point / 4096) % 64, 128 + int(point / 64) % 64, 128 + point % 64)
}
function hex(digits,    i, at, value) {
  value = 0
  for (i = 1; i <= 4; i++) {
    at = index("0123456789abcdef", tolower(substr(digits, i, 1)))
    if (at == 0 || length(digits) < 4) { bad = 1; return 0 }
    value = value * 16 + at - 1
  }
  return value
}
function decode(raw,    out, at, letter, point, low) {
  out = ""
  while ((at = index(raw, "\\")) > 0) {
    out = out substr(raw, 1, at - 1)
    letter = substr(raw, at + 1, 1)
    raw = substr(raw, at + 2)
    if (letter == "u") {
      point = hex(substr(raw, 1, 4))
      raw = substr(raw, 5)
      if (point >= 55296 && point <= 56319) {
        low = substr(raw, 1, 2) == "\\u" ? hex(substr(raw, 3, 4)) : 0
        if (low < 56320 || low > 57343) bad = 1
        point = 65536 + (point - 55296) * 1024 + low - 56320
        raw = substr(raw, 7)
      } else if (point >= 56320 && point <= 57343) bad = 1
      if (point == 0) bad = 1
      if (bad) return ""
      out = out bytes_of(point)
    } else if (letter != "" && index("\"\\/", letter)) out = out letter
    else if (letter == "b") out = out "\b"
    else if (letter == "f") out = out "\f"
    else if (letter == "n") out = out "\n"
    else if (letter == "r") out = out "\r"
    else if (letter == "t") out = out "\t"
    else { bad = 1; return "" }
  }
  return out raw
}
# How many backslashes a text ends with, in few steps: in some awks each look into a long text walks through all of it.
function slashes_at_end(text, size,    count, step) {
  count = 0
  step = 1
  while (step > 0) {
    if (!(step in slashes)) slashes[step] = slashes[step / 2] slashes[step / 2]
    if (count + step <= size && substr(text, size - count - step + 1, step) == slashes[step]) {
      count += step
      if (grown) continue
      step *= 2
    } else {
      grown = 1
      step = int(step / 2)
    }
  }
  grown = 0
  return count
}
function string_ended() {
  if (depth != 1) return
  if (place == "key") { key = decode(text); place = "colon"; return }
  if (place != "value") { bad = 1; return }
  place = "comma"
  if (!(key in wanted)) return
  if (key in found && found[key] != decode(text)) bad = 1
  found[key] = decode(text)
  raw_text[key] = text
}
BEGIN {
  RS = "\""
  wanted["model"]; wanted["session_id"]; wanted["turn_id"]; wanted["cwd"]
  place = "start"
  slashes[1] = "\\"
}
bad { next }
inside {
  size = length($0)
  if (keep) {
    if (length(text) + size > 32768) { bad = 1; next }
    text = text $0
  }
  if (size && substr($0, size) == "\\" && (size == 1 || slashes_at_end($0, size) % 2)) { if (keep) text = text "\""; next }
  inside = 0
  string_ended()
  next
}
{
  for (i = 1; i <= length($0); i++) {
    c = substr($0, i, 1)
    if (c == " " || c == "\t" || c == "\n" || c == "\r") continue
    if (over) { bad = 1; break }
    if (c == "{" || c == "[") {
      if (depth == 0) { if (c == "[" || place != "start") bad = 1; place = "key" }
      else if (depth == 1) { if (place != "value") bad = 1; place = "comma" }
      depth++
    } else if (c == "}" || c == "]") {
      depth--
      if (depth < 0) bad = 1
      if (depth == 0) { over = 1; if (c != "}") bad = 1 }
    } else if (depth == 0) bad = 1
    else if (depth == 1 && c == ":") { if (place != "colon") bad = 1; place = "value" }
    else if (depth == 1 && c == ",") { if (place == "colon") bad = 1; place = "key" }
    else if (depth == 1 && place != "value") bad = 1
    if (bad) break
  }
  inside = 1
  text = ""
  keep = depth == 1 && (place == "key" || (place == "value" && key in wanted))
}
END {
  # The last record is followed by no quotation mark: no string began there.
  if (bad || depth != 0 || !over || (inside && text != "")) { print "scanned=no"; exit }
  print "model=" quoted(found["model"])
  print "session=" quoted(found["session_id"])
  print "turn=" quoted(found["turn_id"])
  print "cwd=" quoted(found["cwd"])
  print "cwd_json=" quoted(raw_text["cwd"])
  print "model_json=" quoted(raw_text["model"])
  for (name in ENVIRON) if (name ~ /^GIT_[A-Za-z0-9_]*$/ && name !~ /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)$/) print "unset " name
  print "scanned=yes"
}'

# ---- drivers of the configuration, as settings that empty them -------------------------------------------------------------------
# Input: "scope TAB key" by line. A key cannot hold a newline, and its middle is free text.
# shellcheck disable=SC2016
drivers=$quoted'
$0 == "failed" { failed = 1; exit }
BEGIN {
  FS = "\001"
  kept_list = ENVIRON["fb_filters"]
  if (kept_list != "") while ((getline name < kept_list) > 0) kept[name]
}
{
  at = index($0, "\t")
  scope = substr($0, 1, at - 1)
  key = substr($0, at + 1)
  if (key == "core.excludesfile" || key == "core.attributesfile") {
    if (scope != "global" && scope != "system") own[key]
    next
  }
  variable = key
  sub(/^.*\./, "", variable)
  if (variable !~ /^(clean|smudge|process|required|command|textconv|driver)$/) next
  middle = substr(key, index(key, ".") + 1)
  if (length(middle) <= length(variable)) next
  middle = substr(middle, 1, length(middle) - length(variable) - 1)
  if (key ~ /^filter\./ && middle in kept) next
  if (key in seen) next
  seen[key]
  print "export GIT_CONFIG_KEY_" count + 0 "=" quoted(key) " GIT_CONFIG_VALUE_" count + 0 "=" quoted(variable == "required" ? "false" : "")
  count++
}
END {
  if (failed) exit
  print "settings=" count + 0
  print "own_excludes=" ("core.excludesfile" in own ? "yes" : "")
  print "own_attributes=" ("core.attributesfile" in own ? "yes" : "")
}'

# ---- the status, as git tells it --------------------------------------------------------------------------------------------------
# Input: porcelain v2 by line with quoted paths, then "# exit CODE".
# shellcheck disable=SC2016
judge=$quoted'
function unquoted(name,    out, i, c) {
  if (substr(name, 1, 1) != "\"") return name
  out = ""
  for (i = 2; i < length(name); i++) {
    c = substr(name, i, 1)
    if (c != "\\") { out = out c; continue }
    i++
    c = substr(name, i, 1)
    if (c ~ /[0-3]/) {
      out = out sprintf("%c", c * 64 + substr(name, i + 1, 1) * 8 + substr(name, i + 2, 1))
      i += 2
    } else if (c in escapes) out = out escapes[c]
    else out = out c
  }
  return out
}
# A path or name inside a JSON string, in ASCII. Bytes that are no UTF-8 are lone surrogates where the record keeps them,
# and written out where people and Codex read them; so are invisible characters there.
function json(text, shown,    out, i, first, size, point, k, next_byte) {
  out = ""
  for (i = 1; i <= length(text); i += size) {
    first = ord[substr(text, i, 1)]
    size = first < 128 ? 1 : first >= 194 && first <= 223 ? 2 : first >= 224 && first <= 239 ? 3 : first >= 240 && first <= 244 ? 4 : 0
    point = size < 2 ? first : size == 2 ? first - 192 : size == 3 ? first - 224 : first - 240
    for (k = 1; k < size; k++) {
      next_byte = i + k <= length(text) ? ord[substr(text, i + k, 1)] : 0
      if (next_byte < 128 || next_byte > 191) { size = 0; break }
      point = point * 64 + next_byte - 128
    }
    if (size == 3 && (point < 2048 || (point >= 55296 && point <= 57343))) size = 0
    if (size == 4 && (point < 65536 || point > 1114111)) size = 0
    if (size == 0) {
      out = out (shown ? sprintf("\\\\x%02x", first) : sprintf("\\udc%02x", first))
      size = 1
    } else if (point == 34 || point == 92) out = out "\\" substr(text, i, 1)
    else if (point >= 32 && point < 127) out = out substr(text, i, 1)
    else if (point >= 65536) out = out sprintf(shown && point >= 917504 && point < 921600 ? "\\\\u{%x}" : "\\u%04x\\u%04x", shown && point >= 917504 && point < 921600 ? point : 55296 + int((point - 65536) / 1024), 56320 + (point - 65536) % 1024)
    else if (shown && hides(point)) out = out sprintf("\\\\u{%x}", point)
    else out = out sprintf("\\u%04x", point)
  }
  return out
}
function hides(point) {
  return point < 32 || (point >= 127 && point < 160) || point == 173 || point == 1564 || (point >= 8203 && point <= 8207) \
    || (point >= 8232 && point <= 8239) || (point >= 8288 && point <= 8303) || (point >= 65024 && point <= 65039) || point == 65279
}
# The folder that ends before this slash, as git quotes it by itself.
function folder(path, slash,    one) {
  one = substr(path, 1, slash - 1)
  if (substr(one, 1, 1) != "\"") return one
  return index(one, "\\") ? one "\"" : substr(one, 2)
}
# Whether it is held back, itself or with a folder.
function stays(path,    slash, step) {
  if (path in held) return 1
  for (slash = 0; (step = index(substr(path, slash + 1), "/")) > 0;) {
    slash += step
    if (folder(path, slash) in held) return 1
  }
  return 0
}
# What stands where such a folder was would take what is held back out of the commit.
function replace(path,    slash, step) {
  for (slash = 0; (step = index(substr(path, slash + 1), "/")) > 0;) {
    slash += step
    replaced[folder(path, slash)]
  }
}
function file(path, from, same,    base) {
  if (path in files) return
  if (holds && (stays(path) || (from != "" && stays(from)))) {
    replace(path)
    replace(from)
    return
  }
  base = path
  sub(/^.*\//, "", base)
  # What a restore that was killed left; Firebreak settles it.
  if (length(base) == 22 && base ~ /^\.ckpt-[0-9a-f]+\.tmp$/) return
  files[path]
  order[++known] = path
  if (same) likely[path]
}
BEGIN {
  FS = "\001"
  for (i = 1; i < 256; i++) ord[sprintf("%c", i)] = i
  escapes["a"] = "\a"; escapes["b"] = "\b"; escapes["f"] = "\f"; escapes["n"] = "\n"; escapes["r"] = "\r"; escapes["t"] = "\t"; escapes["v"] = "\v"
  list = ENVIRON["fb_held_back"]
  if (list != "") while ((getline line < list) > 0) { held[line]; holds = 1 }
}
{ kind = substr($0, 1, 1) }
kind == "#" {
  split($0, word, " ")
  if (word[2] == "branch.oid") head = word[3]
  if (word[2] == "exit") code = word[3]
  next
}
kind == "1" {
  split($0, word, " ")
  # "1 XY sub mH mI mW hH hI path", and a path may hold spaces.
  rest = $0
  for (i = 1; i <= 8; i++) rest = substr(rest, index(rest, " ") + 1)
  file(rest, "", word[2] == ".M" && word[5] == word[6])
}
kind == "2" {
  rest = $0
  for (i = 1; i <= 9; i++) rest = substr(rest, index(rest, " ") + 1)
  file(substr(rest, 1, index(rest, "\t") - 1), substr(rest, index(rest, "\t") + 1), 0)
}
kind == "u" {
  rest = $0
  for (i = 1; i <= 10; i++) rest = substr(rest, index(rest, " ") + 1)
  file(rest, "", 0)
}
kind == "?" { file(substr($0, 3), "", 0) }
END {
  if (code != "0" || head == "") { print "judged=no"; exit }
  for (i = 1; i <= known; i++) {
    if (order[i] in replaced) continue
    total++
    if (total <= 20) name[total] = order[i]
    if (order[i] in likely) alike++
  }
  most = total < 20 ? total : 20
  for (i = 1; i <= most; i++) {
    plain = unquoted(name[i])
    listed = listed (i > 1 ? "," : "") "\"" json(plain, 0) "\""
    if (i <= 5) spoken = spoken (i > 1 ? ", " : "") json(plain, 1)
    if (alike == total) print "alike_" i "=" quoted(plain)
  }
  if (total > 5) spoken = spoken " and " total - 5 " more"
  place = ENVIRON["fb_top"]
  base = place
  if (base != "/") sub(/^.*\//, "", base)
  print "head=" quoted(head)
  print "total=" total + 0
  print "alike=" (alike == total ? most : 0)
  print "listed=" quoted(listed)
  print "spoken=" quoted(spoken)
  print "top_json=" quoted(json(place, 0))
  print "name_json=" quoted(json(base, 1))
  print "judged=yes"
}'

# ---- files ------------------------------------------------------------------------------------------------------------------------

# The whole of a small file without its last newline, in $value.
slurp() {
  value=
  [ -f "$1" ] && [ -r "$1" ] || return 1
  first=yes
  while IFS= read -r line || [ -n "$line" ]; do
    [ -n "$first" ] && value=$line || value=$value$newline$line
    first=
  done <"$1"
  return 0
}

# $1 is the name of a program; only absolute folders, and none below the folder Codex works in. Sets $program.
find_program() {
  rest=${PATH-}:/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin:
  while [ -n "$rest" ]; do
    folder=${rest%%:*}
    rest=${rest#*:}
    case $folder in
      "$start_folder" | "$start_folder"/*) continue ;;
      /*) ;;
      *) continue ;;
    esac
    if [ -f "$folder/$1" ] && [ -x "$folder/$1" ]; then
      program=$folder/$1
      return 0
    fi
  done
  program=
  return 1
}

# Seconds since 1970. git can tell where there is no date.
now() {
  seconds=
  if find_program date; then seconds=$("$program" +%s 2>/dev/null) || seconds=; fi
  case $seconds in
    '' | *[!0-9]*)
      [ -z "$git" ] || seconds=$("$git" -c user.name=x -c user.email=x var GIT_COMMITTER_IDENT 2>/dev/null) || seconds=
      seconds=${seconds#*'> '}
      seconds=${seconds%% *}
      ;;
  esac
  case $seconds in '' | *[!0-9]*) seconds=0 ;; esac
}

# One line, so that writers at the same time do not mix.
trace() {
  now
  said="$seconds $1 session=${session:-unknown} model=$model_json"
  # Where the whole folder is gone, beside this program.
  { printf '%s\n' "$said" >>"$guard/trace"; } 2>/dev/null || { printf '%s\n' "$said" >>"${0%/*}/guard.trace"; } 2>/dev/null
}

# ---- answers ----------------------------------------------------------------------------------------------------------------------

let_through() {
  exit 0
}

# $1: the reason, for the record; $2: what is so; $3: what to do. All of it ASCII and fit for a JSON string.
refuse() {
  answer="{\"decision\":\"block\",\"reason\":\"Firebreak: $2 $3\"}"
  record="{\"version\":1,\"reason\":\"$1\",\"sessionId\":\"$session\",\"turnId\":\"$turn\",\"model\":\"$model_json\",\"cwd\":\"$cwd_json\",\"top\":\"${top_json-}\",\"files\":[${listed-}],\"total\":${total:-0}}"
  { printf '%s\n' "$record" >"$guard/refusals/${session:-unknown}.${turn:-$$}.json"; } 2>/dev/null
  printf '%s\n' "$answer"
  exit 10
}

ways='Commit, then send the prompt again; in the terminal, the Up key brings it back. Or choose \"Commit and let through\" in Firebreak, or run: firebreak guard pass'

# ---- the decision -----------------------------------------------------------------------------------------------------------------

# The top of the work tree and its git directory, found as git finds them, but from the disk alone: a configuration that names another
# work tree is not asked.
find_repository() {
  top=$PWD
  while :; do
    if [ -f "$top/.git" ]; then
      slurp "$top/.git" || return 1
      case $value in
        'gitdir: /'*) git_dir=${value#gitdir: } ;;
        'gitdir: '*) git_dir=$top/${value#gitdir: } ;;
        *) return 1 ;;
      esac
      return 0
    fi
    if [ -d "$top/.git/objects" ] && { [ -e "$top/.git/HEAD" ] || [ -h "$top/.git/HEAD" ]; }; then
      git_dir=$top/.git
      return 0
    fi
    [ -n "$top" ] && [ "$top" != / ] || return 1
    top=${top%/*}
    [ -n "$top" ] || top=/
  done
}

# What Firebreak says about this work tree.
find_settings() {
  fb_held_back=
  fb_filters=
  paused_until=
  for folder in "$guard"/repos/*; do
    slurp "$folder/top" && [ "$value" = "$top" ] || continue
    [ -f "$folder/held-back" ] && fb_held_back=$folder/held-back
    [ -f "$folder/filters" ] && fb_filters=$folder/filters
    slurp "$folder/paused-until" && paused_until=$value
    break
  done
}

# Nothing of the repository runs, and nothing is written: see docs/decisions.
hardened() {
  GIT_DIR=$git_dir GIT_WORK_TREE=$top GIT_ATTR_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=/bin/false SSH_ASKPASS=/bin/false \
    GIT_OPTIONAL_LOCKS=0 GIT_ALLOW_PROTOCOL=none GIT_NO_LAZY_FETCH=1 GIT_NO_REPLACE_OBJECTS=1 GIT_LITERAL_PATHSPECS=1 \
    GIT_PAGER=cat PAGER=cat GIT_CONFIG_COUNT="${settings:-0}" \
    "$git" --no-pager -c core.fsmonitor=false -c core.hooksPath=/dev/null -c core.pager=cat -c core.sshCommand=false -c core.gitProxy= \
    -c core.askPass= -c core.editor=true -c core.untrackedCache=false -c credential.helper= -c diff.external= \
    -c diff.autoRefreshIndex=false -c diff.ignoreSubmodules=all -c submodule.recurse=false -c protocol.allow=never -c gpg.program=false \
    -c commit.gpgSign=false -c tag.gpgSign=false -c log.showSignature=false -c gc.auto=0 -c maintenance.auto=false \
    -c safe.bareRepository=explicit -c interactive.diffFilter= -c core.quotePath=true -c core.trustctime=true -c core.checkStat=default \
    "$@" 2>/dev/null
}

# Drivers are named freely, so they are looked up; the repository's own ignore and attribute files outside of it are not believed.
harden() {
  settings=0
  export fb_filters
  found=$({ hardened config --show-scope --name-only --get-regexp '^((filter|diff|merge)\..*|core\.(excludesfile|attributesfile))$'
    [ $? -le 1 ] || printf 'failed\n'; } | "$awk" "$drivers") || return 1
  case $found in *settings=*) eval "$found" ;; *) return 1 ;; esac
  [ -z "$own_excludes" ] || user_setting core.excludesfile "${XDG_CONFIG_HOME:-${HOME-}/.config}/git/ignore"
  [ -z "$own_attributes" ] || user_setting core.attributesfile "${XDG_CONFIG_HOME:-${HOME-}/.config}/git/attributes"
}

# The user's own value of $1, which wins over the repository's; $2 is git's default.
user_setting() {
  value=$(cd / && GIT_DIR=/nonexistent/firebreak "$git" config --type=path --get "$1" 2>/dev/null) || value=$2
  export "GIT_CONFIG_KEY_$settings=$1" "GIT_CONFIG_VALUE_$settings=$value"
  settings=$((settings + 1))
}

# Whether the commit this session was let in on is still in HEAD's history.
was_let_in() {
  slurp "$session_file" || return 1
  start=${value%%"$newline"*}
  place=${value#*"$newline"}
  [ "$place" = "$top" ] || return 1
  case $start in
    'start none') return 0 ;;
    'start '*) hardened merge-base --is-ancestor "${start#start }" HEAD ;;
    *) return 1 ;;
  esac
}

let_in() {
  [ -z "$session_file" ] || { printf 'start %s\n%s\n' "$1" "$top" >"$session_file"; } 2>/dev/null
  let_through
}

# Takes a pass that was given for this prompt, once.
take_pass() {
  for file in "$guard"/passes/*; do
    case $file in *.used) continue ;; esac
    slurp "$file" && [ ! -e "$file.used" ] || continue
    until=${value%%"$newline"*}; value=${value#*"$newline"}
    whom=${value%%"$newline"*}; value=${value#*"$newline"}
    kind=${value%%"$newline"*}; place=${value#*"$newline"}
    case ${until#until } in '' | *[!0-9]*) continue ;; esac
    case $whom in
      'for repo') [ "$place" = "$top" ] || continue ;;
      "for session $session") [ -n "$session" ] || continue ;;
      # Firebreak's own start is the first decision of its session, and none of the later ones.
      "for launch ${CODEX_INTERNAL_ORIGINATOR_OVERRIDE-none}") [ -n "$session_file" ] && [ ! -e "$session_file" ] || continue ;;
      *) continue ;;
    esac
    now
    [ "${until#until }" -gt "$seconds" ] || continue
    # Made by one process only.
    (set -C; : >"$file.used") 2>/dev/null || continue
    trace "passed with ${kind#kind }"
    return 0
  done
  return 1
}

# git calls a file modified by its size alone, also where only line endings differ that it would convert. Fails at the first that differs.
all_alike() {
  [ "$alike" -gt 0 ] && [ "$alike" -eq "$total" ] || return 1
  i=1
  while [ "$i" -le "$alike" ]; do
    eval "path=\$alike_$i"
    # Without --quiet, which answers before it has read the contents.
    found=$(cd "$top" && hardened diff --no-ext-diff --no-textconv --ignore-submodules=dirty --numstat -- "$path") || return 1
    [ -z "$found" ] || return 1
    i=$((i + 1))
  done
}

operation() {
  operation=
  for mark in rebase-merge:rebase rebase-apply:rebase MERGE_HEAD:merge CHERRY_PICK_HEAD:cherry-pick REVERT_HEAD:revert sequencer/todo:cherry-pick BISECT_LOG:bisect; do
    if [ -e "$git_dir/${mark%%:*}" ]; then
      operation=${mark#*:}
      return 0
    fi
  done
  return 1
}

decide() {
  case $cwd in /*) ;; *) refuse no-folder 'Codex named no folder to work in, so nothing could be checked.' 'Start Codex in the folder of a repository.' ;; esac
  cd -P -- "$cwd" 2>/dev/null || refuse no-folder 'the folder Codex works in cannot be opened, so nothing could be checked.' 'Start Codex in a folder that is there.'
  find_program git || refuse no-git 'git was not found, so nothing could be checked.' 'Install git, then send the prompt again.'
  git=$program

  if ! find_repository; then
    top=$PWD
    top_json=$cwd_json
    if [ -n "$session_file" ] && slurp "$session_file" && [ "$value" = "start none$newline$top" ]; then let_through; fi
    take_pass && let_in none
    refuse no-repository 'this folder is in no git repository, so nothing in it can be committed.' "Run git init and commit, or run: firebreak guard pass"
  fi
  [ -n "$session_file" ] && was_let_in && let_through

  find_settings
  fb_top=$top
  export fb_top fb_held_back
  total=0
  judged=no
  if harden; then
    found=$({ cd "$top" && hardened status --ignore-submodules=dirty --porcelain=v2 --branch --untracked-files=all --find-renames --no-ahead-behind
      printf '# exit %s\n' "$?"; } | "$awk" "$judge") || found=
    eval "${found:-judged=no}"
  fi
  if [ "$judged" = yes ]; then
    [ "$head" = '(initial)' ] && commit=none || commit=$head
    if ! operation && [ "$commit" != none ] && { [ "$total" -eq 0 ] || all_alike; }; then let_in "$commit"; fi
  else
    commit=none
    top_json=$cwd_json
  fi

  if [ -n "$paused_until" ]; then
    now
    case $paused_until in *[!0-9]*) ;; *) [ "$seconds" -lt "$paused_until" ] && trace 'passed while the gate was paused' && let_in "$commit" ;; esac
  fi
  take_pass && let_in "$commit"

  [ "$judged" = yes ] || refuse git-failed 'git could not tell what is uncommitted here.' 'Run git status here to see why.'
  [ -z "$operation" ] || refuse "$operation" "a $operation is not finished in $name_json." "Finish or abort it. $ways"
  [ "$commit" != none ] || refuse no-commit-yet "there is no commit yet in $name_json." "$ways"
  [ "$total" -eq 1 ] && counted='1 file is' || counted="$total files are"
  refuse uncommitted-files "$counted not committed in $name_json: $spoken." "$ways"
}

main() {
  model=
  model_json=
  cwd=
  cwd_json=
  git=
  scanned=no
  case $0 in /*) guard=${0%/*}/../guard ;; *) exit 1 ;; esac
  cd -P . 2>/dev/null && [ "$PWD" != / ] && start_folder=$PWD || start_folder=/nonexistent/firebreak
  find_program awk || exit 1
  awk=$program
  found=$("$awk" "$scan") || found=
  eval "${found:-scanned=no}"
  case $session in *[!A-Za-z0-9-]*) session= ;; esac
  case $turn in *[!A-Za-z0-9-]*) turn= ;; esac
  [ "${#session}" -le 100 ] || session=
  [ "${#turn}" -le 100 ] || turn=
  unset CDPATH

  if [ ! -e "$guard/enabled" ]; then
    settled=yes
    trace 'passed: the guard is not enabled'
    let_through
  fi
  session_file=
  [ -z "$session" ] || session_file=$guard/sessions/$session

  # Without the list every model counts as gated, and so does one that Codex did not name.
  gated=yes
  if [ "$scanned" = yes ] && [ -n "$model" ] && slurp "$guard/gated"; then
    case $newline$value$newline in *"$newline$model$newline"*) ;; *) gated= ;; esac
  fi
  if [ -z "$gated" ]; then
    # What another model did since is not known: the way back to a gated one is decided anew.
    [ -z "$session_file" ] || [ ! -f "$session_file" ] || printf 'left\n' >"$session_file"
    settled=yes
    let_through
  fi
  [ "$scanned" = yes ] || exit 1

  # In a process of its own, so that a git that hangs can be left.
  decide </dev/null 2>/dev/null &
  decision=$!
  if find_program sleep; then
    (
      # Of a guard that is gone it notices within a second: the number of its process could be another's later.
      trap 'exit 0' TERM
      waited=0
      while [ "$waited" -lt "$longest_wait" ] && kill -0 "$$"; do
        "$program" 1
        waited=$((waited + 1))
      done
      kill -0 "$$" && kill "$decision"
    ) </dev/null >/dev/null 2>&1 &
    watch=$!
  else
    watch=
  fi
  wait "$decision"
  code=$?
  [ -z "$watch" ] || kill "$watch" 2>/dev/null
  # 0 passed, 10 refused and said so; anything else is no decision.
  [ "$code" -ne 0 ] && [ "$code" -ne 10 ] || settled=yes
  exit 0
}

# Whatever ends this script without a decision refuses.
at_end() {
  trap - EXIT
  if [ -z "$settled" ]; then
    [ -z "$guard" ] || { printf '{"version":1,"reason":"not-checked","sessionId":"%s","turnId":"%s","model":"%s","cwd":"%s","top":"","files":[],"total":0}\n' \
      "$session" "$turn" "$model_json" "$cwd_json" >"$guard/refusals/${session:-unknown}.${turn:-$$}.json"; } 2>/dev/null
    printf '%s\n' '{"decision":"block","reason":"Firebreak: this prompt could not be checked, so it was not sent. Send it again; if it stays so, look at the guard in Firebreak, or run: firebreak guard status"}'
  fi
  exit 0
}

settled=
guard=
session=
turn=
model_json=
cwd_json=
trap at_end EXIT
trap 'exit 1' HUP INT TERM QUIT
main "$@"
