# shellcheck shell=bash
# Named, timed steps that all run although one fails, and one table at the end. Sourced by deploy/test.
#   step NAME BUDGET_SECONDS "NEEDED STEPS" COMMAND...   a step whose needs failed is not run and counts as failed
#   python_test FILE ARGUMENT...                         inside a step: a test program that prints "N passed, N failed"
#   finish                                               the table, "N passed, N failed", and the exit status
# A step's counts are those that its programs print; a step that prints none counts as one.
# A line of a step's output that begins with "NOTE: " is repeated above the table.
# `chosen` (an array) limits the run to those steps; what they need is then taken as done.

log_dir=${log_dir:-build/logs}
chosen=()
declare -a step_names=()
declare -A step_seconds step_budget step_passed step_failed step_result

is_chosen() {
  local name
  ((${#chosen[@]} > 0)) || return 0
  for name in "${chosen[@]}"; do
    [[ $name != "$1" ]] || return 0
  done
  return 1
}

# "PASSED FAILED": the sums of what CTest and the test programs said in a log.
count_log() {
  awk '
    /^[0-9]+ passed, [0-9]+ failed\r?$/ { passed += $1; failed += $3 }
    /tests passed, [0-9]+ tests? failed out of [0-9]+/ { failed += $4; passed += $NF - $4 }
    END { print passed + 0, failed + 0 }' "$1"
}

record() {
  local name=$1
  step_seconds[$name]=$2
  step_passed[$name]=$3
  step_failed[$name]=$4
  step_result[$name]=$5
}

step() {
  local name=$1 needs=$3 need
  is_chosen "$name" || return 0
  step_names+=("$name")
  step_budget[$name]=$2
  shift 3
  for need in $needs; do
    if [[ ${step_result[$need]:-ok} != ok ]]; then
      echo "== $name: not run, it needs $need"
      record "$name" 0 0 1 "not run"
      return 0
    fi
  done
  run_step "$name" "$@"
}

run_step() {
  local name=$1 log="$log_dir/$1.log" started=$SECONDS status passed failed result=ok
  shift
  mkdir -p "$log_dir"
  echo "== $name"
  # The subshell must stand outside any condition: within one, bash ignores its `set -e`.
  set +e
  (
    set -euo pipefail
    "$@"
  ) >"$log" 2>&1 </dev/null
  status=$?
  set -e
  read -r passed failed < <(count_log "$log")
  ((status == 0 || failed > 0)) || failed=1
  ((passed + failed > 0)) || passed=1
  if ((failed > 0)); then
    result=FAILED
    tail -n 40 "$log" | sed 's/^/   | /'
    echo "   The whole output: $log"
  fi
  record "$name" $((SECONDS - started)) "$passed" "$failed" "$result"
}

python_test() {
  local out status=0
  out=$(mktemp)
  # Debian's own Python: the packages of deploy/packages belong to it.
  /usr/bin/python3 "$@" 2>&1 | tee "$out" || status=$?
  if ! grep -qE '^[0-9]+ passed, [0-9]+ failed$' "$out"; then
    echo "$1 ended without saying how many of its checks passed"
    echo "0 passed, 1 failed"
    status=1
  fi
  rm -f -- "$out"
  return "$status"
}

minutes() {
  printf '%d:%02d' $(($1 / 60)) $(($1 % 60))
}

finish() {
  local name total=0 budget=0 passed=0 failed=0 result
  record_unknown
  for name in "${step_names[@]}"; do
    [[ ! -f $log_dir/$name.log ]] || sed -n "s/^NOTE: /$name: /p" "$log_dir/$name.log"
  done
  printf '\n%-12s %8s %8s %8s %8s  %s\n' step time budget passed failed result
  for name in "${step_names[@]}"; do
    result=${step_result[$name]}
    ((step_seconds[$name] <= step_budget[$name])) || result+=", over its budget"
    printf '%-12s %8s %8s %8d %8d  %s\n' "$name" "$(minutes "${step_seconds[$name]}")" \
      "$(minutes "${step_budget[$name]}")" "${step_passed[$name]}" "${step_failed[$name]}" "$result"
    total=$((total + step_seconds[$name]))
    budget=$((budget + step_budget[$name]))
    passed=$((passed + step_passed[$name]))
    failed=$((failed + step_failed[$name]))
  done
  printf '%-12s %8s %8s %8d %8d\n\n' total "$(minutes "$total")" "$(minutes "$budget")" "$passed" "$failed"
  echo "$passed passed, $failed failed"
  ((failed == 0))
}

# A misspelt step must not look like one that passed.
record_unknown() {
  local name
  for name in "${chosen[@]}"; do
    [[ -z ${step_result[$name]:-} ]] || continue
    step_names+=("$name")
    step_budget[$name]=0
    record "$name" 0 0 1 "no such step"
  done
}
