#!/usr/bin/env bash
# usage: desktop-session.sh [--keep-home] -- command...
# A throw-away desktop for one command: a virtual display, a private session bus, a window manager, a panel whose
# status tray is a real tray host, and a notification service. All of it ends when the command does.
#
#   --keep-home        the command keeps the caller's HOME and XDG folders (the desktop itself never uses them)
#   DESK_SIZE=1280x800 size of the display
#   DESK_PANEL=0       no window manager, no panel, so no tray host
#   DESK_NOTIFY=0      no notification service (the command brings its own)
#   DESK_LOGS=DIR      keep the logs of the desktop's programs in DIR
set -euo pipefail

keep_home=0
if [ "${1:-}" = --keep-home ]; then keep_home=1; shift; fi
if [ "${1:-}" != -- ] || [ $# -lt 2 ]; then sed -n '2s/^# //p' "$0" >&2; exit 64; fi
shift

# A short path: a socket's path may not be longer than 107 bytes.
dir=$(mktemp -d /tmp/firebreak-desk.XXXXXX)
logs=${DESK_LOGS:-$dir/logs}
mkdir -p "$logs" "$dir/home"
mkdir -m 700 "$dir/run"

groups=()
child=
finish() {
  local pid
  # A second signal must not cut the tidying short.
  trap - EXIT
  trap '' INT TERM HUP
  if [ -n "$child" ] && kill -TERM "$child" 2>/dev/null; then wait "$child" 2>/dev/null || true; fi
  for pid in "${groups[@]}"; do kill -TERM -- "-$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$dir" 2>/dev/null || true
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Each program of the desktop leads its own session: Ctrl+C is for the command alone, and what a program starts can be
# ended with it.
launch() {
  local name=$1
  shift
  setsid "$@" >"$logs/$name.log" 2>&1 &
  groups+=($!)
}
await() {
  local what=$1 tries
  shift
  for tries in $(seq 300); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.05
  done
  echo "The throw-away desktop did not start: no $what. Logs:" >&2
  tail -n 5 "$logs"/*.log >&2
  exit 70
}

mkfifo "$dir/display"
launch xvfb bash -c 'exec Xvfb -displayfd 3 -screen 0 "$1x24" -nolisten tcp -noreset 3>"$2"' - "${DESK_SIZE:-1280x800}" "$dir/display"
display=
read -r -t 20 display <"$dir/display" || true
if [ -z "$display" ]; then
  echo 'The throw-away desktop did not start: no display.' >&2
  grep -A2 -e EE "$logs/xvfb.log" >&2 || tail -n 5 "$logs/xvfb.log" >&2
  exit 70
fi

# What belongs to the session, for the desktop and for the command.
export DISPLAY=":$display" XDG_RUNTIME_DIR="$dir/run" DBUS_SESSION_BUS_ADDRESS="unix:path=$dir/run/bus"
export XDG_CURRENT_DESKTOP=XFCE XDG_SESSION_TYPE=x11 GTK_A11Y=none NO_AT_BRIDGE=1
# xterm's own bitmap fonts are not installed everywhere and lack most of what a terminal program draws.
printf 'XTerm*faceName: DejaVu Sans Mono\nXTerm*faceSize: 10\n' >"$dir/resources"
export XENVIRONMENT="$dir/resources"
unset WAYLAND_DISPLAY XAUTHORITY SESSION_MANAGER

panel_settings=$dir/home/.config/xfce4/xfconf/xfce-perchannel-xml
mkdir -p "$panel_settings"
cat >"$panel_settings/xfce4-panel.xml" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="30"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/><value type="int" value="2"/><value type="int" value="3"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="separator">
      <property name="expand" type="bool" value="true"/><property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-3" type="string" value="systray"><property name="square-icons" type="bool" value="true"/></property>
  </property>
</channel>
XML

ask() { dbus-send --session --print-reply=literal --reply-timeout=2000 "$@"; }
has_owner() { ask --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner "string:$1" | grep -q true; }
has_tray_host() {
  has_owner org.kde.StatusNotifierWatcher && ask --dest=org.kde.StatusNotifierWatcher /StatusNotifierWatcher \
    org.freedesktop.DBus.Properties.Get string:org.kde.StatusNotifierWatcher string:IsStatusNotifierHostRegistered |
    grep -q true
}

# The bus starts services (settings, portals) by itself, so it too must not see the caller's home.
own_environment=(env HOME="$dir/home" XDG_CONFIG_HOME="$dir/home/.config" XDG_CACHE_HOME="$dir/home/.cache"
  XDG_DATA_HOME="$dir/home/.local/share" XDG_STATE_HOME="$dir/home/.local/state")
launch dbus "${own_environment[@]}" dbus-daemon --session --nofork --nopidfile --address="$DBUS_SESSION_BUS_ADDRESS"
await 'session bus' test -S "$dir/run/bus"
# A plain backdrop, so that windows stand out in pictures.
display -window root -size 64x64 xc:'#4a5560' >"$logs/backdrop.log" 2>&1 || true
if [ "${DESK_PANEL:-1}" = 1 ]; then
  launch xfwm4 "${own_environment[@]}" xfwm4 --compositor=off
  launch panel "${own_environment[@]}" xfce4-panel --disable-wm-check
fi
if [ "${DESK_NOTIFY:-1}" = 1 ]; then launch dunst "${own_environment[@]}" dunst; fi
if [ "${DESK_PANEL:-1}" = 1 ]; then await 'tray host' has_tray_host; fi
if [ "${DESK_NOTIFY:-1}" = 1 ]; then await 'notification service' has_owner org.freedesktop.Notifications; fi

if [ $keep_home = 1 ]; then
  "$@" <&0 &
else
  "${own_environment[@]}" "$@" <&0 &
fi
child=$!
status=0
wait "$child" || status=$?
child=
exit $status
