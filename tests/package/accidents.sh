# shellcheck shell=bash
# What befalls an office server, and what its operator does by the pages. Sourced by tests/package/installed after the first
# month; `code` is the district's login code, /srv/disk a small disk with nothing on it.
# shellcheck disable=SC2154  # `work` is of checks.sh

# Some seconds of work for a job. Sets `upload`.
sends_large_file() {
  sipro sample --seed 7 --rows 200000 --layout single --from 2025-01 --to 2025-05 --out "$work/large"
  mv "$work"/large/ekspor/*.sav "$work/Ekspor Jan-Mei 2025.sav"
  upload=$(send_file "$work/Ekspor Jan-Mei 2025.sav" | jq -er .id)
}

an_officer_comes() {
  holds "an officer logs in" log_in "$code"
  holds "she sends a large file" sends_large_file
  results >"$work/results"
  holds "she has results of $(wc -l <"$work/results") jobs" test -s "$work/results"
}

# started JOB AFTER: sets `child`, the process of the job's newest attempt, once it is another than AFTER.
started() {
  child=$(journalctl -o cat -u 'sipro-worker@*' | jq -rR --arg job "$1" 'fromjson? | select(.job? == $job and .event == "child_started").pid' |
    tail -n 1)
  [[ -n $child && $child != "$2" ]]
}

# A job of hers is being worked at now. Sets `job`.
a_job_runs() {
  job=$(ask_for "$upload") && within 60 started "$job" "" && [[ -d /proc/$child ]]
}

worker_is_killed() {
  local job=""
  a_job_runs && kill -KILL "$(main_pid sipro-worker@1)" && within 120 is_state "$job" succeeded &&
    as-sipro sipro-admin queue show "$job" | grep -A 2 "its worker was lost"
}

job_dies_thrice() {
  local turn child=""
  dead=$(ask_for "$upload")
  for turn in 1 2 3; do
    within 60 started "$dead" "$child" || return 1
    echo "attempt $turn: $child"
    kill -KILL "$child"
  done
  within 60 is_dead "$dead"
}

is_dead() {
  as-sipro sipro-admin queue list --state dead | grep "$1"
}

alert_fires() {
  curl -sS http://127.0.0.1:9090/api/v1/alerts | jq -e --arg name "$1" '.data.alerts[] | select(.labels.alertname == $name and .state == "firing")'
}

dead_letter() {
  local dead=""
  holds "a job whose process is killed three times is a dead letter" job_dies_thrice
  holds "Prometheus' alert fires" within 90 alert_fires SiproDeadLetters
  typed "by the page it is found and runs again" operations.md "What to do when ..." 1 's/^sipro-admin/as-sipro &/' "s/ ID / $dead /"
  shown 25
  holds "it succeeds" within 120 is_state "$dead" succeeded
}

redis_is_wiped() {
  local job=""
  a_job_runs && kill -KILL "$(main_pid sipro-redis)" && rm -rf /var/lib/sipro-redis/*
  within 60 log_in "$code" && within 120 is_state "$job" succeeded
}

redis_is_lost() {
  holds "Redis is killed and its data deleted while a job runs: the job ends well" redis_is_wiped
  holds "all earlier results are there" within 60 nothing_is_lost "$work/results"
  typed "an empty Redis by the page" operations.md "What to do when ..." 2
  holds "the officer logs in again" within 60 log_in "$code"
  holds "all results are there" within 60 nothing_is_lost "$work/results"
}

# damage WHERE: before systemd starts Redis again, a second later. `end`: garbage behind it; `middle`: in it.
damage() {
  local log before
  before=$(main_pid sipro-redis)
  kill -KILL "$before"
  log=$(echo /var/lib/sipro-redis/appendonlydir/*.incr.aof)
  case $1 in
    end) head -c 4096 /dev/urandom >>"$log" ;;
    middle) dd if=/dev/urandom of="$log" bs=512 count=4 seek=$(($(stat -c %s "$log") / 1024)) conv=notrunc status=none ;;
  esac
  within 60 bash -c "[[ \$(systemctl show --property MainPID --value sipro-redis) != @(0|$before) ]]"
  within 60 ready
  journalctl --output cat --unit sipro-redis | grep -A 3 "redis-repair" | tail -n 4 | grep "was damaged"
}

damaged_log() {
  holds "Redis comes back from a torn log by itself" damage end
  holds "and from one that is damaged in its middle" damage middle
  holds "the officer logs in, where her session was cut off" within 60 log_in "$code"
  holds "all results are there" within 60 nothing_is_lost "$work/results"
}

root_stays_out() {
  local status=0
  sipro-admin --data /var/lib/sipro recover || status=$?
  fails env SIPRO_DATA=/var/lib/sipro sipro-backup /var/backups/sipro && ((status == 2))
}

everything_is_destroyed() {
  systemctl kill --signal KILL 'sipro-*.service' || true
  rm -rf /var/lib/sipro/2101 /var/lib/sipro/config/districts* /var/lib/sipro-redis/*
}

# From a copy as it comes from another host, where sipro had another number, to an empty disk of its own.
backup_and_restore() {
  local job="" snapshot=""
  holds "root may neither mend the services' storage nor take their backup" root_stays_out
  results >"$work/results"
  holds "a job runs" a_job_runs
  typed "a backup by the page" keeping.md "Back up" 1
  shown 1
  snapshot=$(printf '%s\n' /var/backups/sipro/*Z | head -n -1 | tail -n 1)
  echo "     $snapshot: end of that job: $(cd "$snapshot/data/2101/jobs/$job" && ls end-*.json 2>&1)"
  typed "it is verified" keeping.md "Verify" 1 "s#/var/backups/sipro/20.*Z#$snapshot#"
  mkdir /srv/elsewhere && cp -a "$snapshot" /srv/elsewhere && chown -R 12345:12345 /srv/elsewhere
  holds "storage and Redis are destroyed, all killed" everything_is_destroyed
  typed "a restore by the page, to another disk" keeping.md "Restore" 1 "s#/var/backups/sipro/20[^ ]*Z#/srv/elsewhere/${snapshot##*/}#" \
    's/^as-sipro sipro-admin doctor/sleep 15; &/' '/^install/i mkdir /var/lib/sipro; mount --bind /srv/disk /var/lib/sipro'
  shown 24
  holds "it is ready" within 60 ready
  holds "the officer logs in with the code of before" within 60 log_in "$code"
  holds "every result is there, byte for byte" within 60 nothing_is_lost "$work/results"
  holds "the job that ran has ended well" within 120 is_state "$job" succeeded
  holds "the disk's lost+found does not keep the next backup away" systemctl start sipro-backup
}

# Of the small disk only, never of the machine's own.
fill_disk() {
  mountpoint --quiet /var/lib/sipro || return 1
  fallocate --length $(($(stat --file-system --format '%a * %S' /var/lib/sipro) - 1000000)) /var/lib/sipro/filler
}

upload_is_refused() {
  send_file "$work/Ekspor Jan-Mei 2025.sav" | jq -e 'select(.status == 507 and .code == "storage_full").detail'
}

is_retrying() {
  as-sipro sipro-admin queue list --state retrying | grep "$1"
}

# Sets `job`.
a_job_meets_full_disk() {
  job=$(ask_for "$upload") && within 60 is_retrying "$job"
}

doctor_tells_of_full_disk() {
  fails as-sipro sipro-admin doctor >"$work/doctor" && grep -A 1 "^FAIL *storage .*free: uploads are refused, jobs wait" "$work/doctor"
}

# As on a server with one disk: what Redis writes lies beside the storage, and not a byte is left.
redis_moves_there() {
  systemctl stop sipro-redis && cp -a /var/lib/sipro-redis /var/lib/sipro/.redis &&
    mount --bind /var/lib/sipro/.redis /var/lib/sipro-redis && systemctl start sipro-redis && within 60 ready
}

# systemd gives up on what ends five times within ten seconds, unless its unit says otherwise.
redis_ends_again_and_again() {
  dd if=/dev/zero of=/var/lib/sipro/rest bs=4096 || true
  within 120 restarted_often
}

# To the data of before, which are old by now.
redis_moves_back() {
  systemctl stop sipro-redis && umount /var/lib/sipro-redis && rm -rf /var/lib/sipro/.redis && systemctl start sipro-redis && within 60 ready
}

restarted_often() {
  (($(systemctl show --property NRestarts --value sipro-redis) >= restarts + 8))
}

redis_on_full_disk() {
  local restarts
  holds "Redis moves to the same disk" redis_moves_there
  restarts=$(systemctl show --property NRestarts --value sipro-redis)
  holds "without a byte left Redis ends, and is started again and again" redis_ends_again_and_again
  journalctl --output cat --unit sipro-redis | grep "AOF write error" | tail -n 1 | sed 's/^/     | /'
  holds "Prometheus' alert fires" within 180 alert_fires SiproRedisAway
  rm /var/lib/sipro/filler /var/lib/sipro/rest
  holds "with room it is ready by itself" within 60 ready
  holds "and back on its own disk too, with what it had there" redis_moves_back
  holds "the officer logs in" within 60 log_in "$code"
}

full_disk() {
  local job=""
  holds "the disk is filled" fill_disk
  holds "an upload is refused with words" upload_is_refused
  shown 1
  holds "a job is tried again" a_job_meets_full_disk
  holds "doctor says what to do" doctor_tells_of_full_disk
  shown 2
  redis_on_full_disk
  holds "the job goes on by itself" within 120 is_state "$job" succeeded
}

# A hundred days old, of no job.
old_upload() {
  old=$(send_file "/tmp/samples/ekspor/Ekspor 2023.sav" | jq -er .id) &&
    find "/var/lib/sipro/2101/uploads/$old" -exec touch --date "100 days ago" {} +
}

retention() {
  local old=""
  holds "an upload is a hundred days old" old_upload
  typed "what is kept how long, by the page" keeping.md "What is kept how long" 1 '/retention  /d'
  cp "$work/out" "$work/dry"
  holds "the dry run names it" grep '^1 would be removed' "$work/dry"
  shown 3
  holds "and left it there" test -d "/var/lib/sipro/2101/uploads/$old"
  holds "retention removes it" systemctl start sipro-retention
  holds "it is gone" fails test -d "/var/lib/sipro/2101/uploads/$old"
}

rotated_code() {
  local before=$code
  holds "a code is changed" as-sipro sipro-admin district code 2101 --login
  code=$(sed -n 's/.*shown this once: //p' "$work/out")
  # Who tries a code that does not hold yet is slowed down.
  sleep 6
  holds "5 seconds later the new one opens" log_in "$code"
  holds "the old one does not" fails log_in "$before"
}
