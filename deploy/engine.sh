# shellcheck shell=bash
# Sourced by deploy/clean: a Docker engine of its own, with a base image made of a fresh Debian. `fail` is the caller's.

engine=""

# As Debian's image is made from such a system: no service starts on installation, no documentation but licences.
# make_base FOLDER
make_base() {
  local system=$1 docs
  printf '#!/bin/sh\nexit 101\n' >"$system/usr/sbin/policy-rc.d"
  chmod 0755 "$system/usr/sbin/policy-rc.d"
  printf '%s\n' 'path-exclude /usr/share/doc/*' 'path-include /usr/share/doc/*/copyright' 'path-exclude /usr/share/man/*' \
    'path-exclude /usr/share/locale/*' >"$system/etc/dpkg/dpkg.cfg.d/docker"
  for docs in var/lib/apt/lists var/cache/apt var/log usr/share/man usr/share/locale; do
    find "$system/$docs" -mindepth 1 -delete
  done
  find "$system/usr/share/doc" -type f ! -name copyright -delete
  tar -C "$system" --one-file-system -c . | docker import - debian:12-slim
}

# start_engine FOLDER: for everything that it keeps. What it changes of this machine's network is put back by end_engine.
start_engine() {
  local i table
  [[ ! -e /sys/class/net/docker0 ]] || fail "an engine has its network here; try with it: DOCKER_HOST=... tests/containers/trial.py"
  # Debian's own, whatever other docker this machine has.
  export PATH=/usr/sbin:/usr/bin:/sbin:/bin
  engine=$1
  mkdir "$engine"
  iptables-save >"$engine/iptables"
  # A table that is not there is to be empty again.
  for table in filter nat; do
    grep -q "^\*$table" "$engine/iptables" || printf '*%s\nCOMMIT\n' "$table" >>"$engine/iptables"
  done
  forward=$(cat /proc/sys/net/ipv4/ip_forward)
  # It may not raise limits that this shell does not have.
  dockerd --data-root "$engine/data" --exec-root "$engine/exec" --pidfile "$engine/pid" --host "unix://$engine/socket" \
    --oom-score-adjust 0 --default-ulimit nofile=8192:16384 >"$engine/log" 2>&1 &
  export DOCKER_HOST=unix://$engine/socket
  for ((i = 0; i < 60; ++i)); do
    ! docker info >/dev/null 2>&1 || return 0
    sleep 1
  done
  tail -n 20 "$engine/log" >&2
  fail "the engine did not start"
}

end_engine() {
  local i link
  [[ -f $engine/iptables ]] || return 0
  # What of it is gone already keeps nothing else from being put back.
  [[ ! -f $engine/pid ]] || kill "$(cat "$engine/pid")" || rm -f -- "$engine/pid"
  for ((i = 0; i < 60; ++i)); do
    [[ -f $engine/pid ]] || break
    sleep 1
  done
  # An interrupted build leaves its link.
  for link in /sys/class/net/docker0/brif/*; do
    [[ ! -e $link ]] || ip link delete "${link##*/}"
  done
  [[ ! -e /sys/class/net/docker0 ]] || ip link delete docker0
  iptables-restore <"$engine/iptables"
  echo "$forward" >/proc/sys/net/ipv4/ip_forward
}
