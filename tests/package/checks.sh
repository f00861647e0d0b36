# shellcheck shell=bash
# What the checks on a booted Debian are made of. Sourced by tests/package/installed.
#   holds NAME COMMAND...                        a check; what the command said is then in $work/out
#   typed NAME PAGE HEADING NUMBER [SED...]      a check: the commands of that block below that heading of an installed page, as an
#                                                operator types them, with his own names and codes in the place of the page's
#   fails, within SECONDS, all_are STATE UNIT..., main_pid UNIT

passed=0
failed=0
work=$(mktemp -d)
docs=/usr/share/doc/sipro

holds() {
  local what=$1 begun=$SECONDS
  shift
  if "$@" >"$work/out" 2>&1; then
    echo "ok   $what ($((SECONDS - begun)) s)"
    passed=$((passed + 1))
  else
    echo "FAIL $what"
    sed 's/^/     | /' "$work/out" | tail -n 30
    failed=$((failed + 1))
  fi
}

# block PAGE HEADING NUMBER
block() {
  awk -v heading="$2" -v number="$3" '
    !fenced && /^#+ / { below = $0 ~ "^#+ " heading "$"; next }
    below && /^ *```/ { fenced = !fenced; count += fenced; next }
    below && fenced && count == number' "$docs/$1" | grep .
}

typed() {
  local what=$1 page=$2 heading=$3 number=$4 change
  shift 4
  block "$page" "$heading" "$number" >"$work/typed" || : >"$work/typed"
  for change in "$@"; do sed -i "$change" "$work/typed"; done
  sed 's/CODE=[^ ]*/CODE=.../g; s/^ *\([^ ].*\)/     $ \1/' "$work/typed"
  holds "$what" bash -ec "[[ -s $work/typed ]]; $(<"$work/typed")"
}

fails() {
  ! "$@"
}

within() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < until)) || return 1
    sleep 0.2
  done
}

all_are() {
  local wanted=$1 unit
  shift
  for unit in "$@"; do
    [[ $(systemctl is-active "$unit") == "$wanted" ]] || {
      systemctl status --no-pager --lines 20 "$unit"
      return 1
    }
  done
}

main_pid() {
  systemctl show --property MainPID --value "$1"
}

# What a command said, indented.
shown() {
  sed 's/^/     | /' "$work/out" | tail -n "${1:-5}"
}
