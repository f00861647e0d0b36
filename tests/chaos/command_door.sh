#!/usr/bin/env bash
# Stands in PATH under the names of the programs that a script calls, and lets something happen at one of these calls:
# DOOR_AT, "rsync 3", the third one of rsync. DOOR_MODE is what happens:
#   run        the whole process group is killed, a moment after the program has begun
#   program    only this program is killed, before it has begun, as by a kernel that lacks memory
#   full       the disk DOOR_DISK runs full to its last page, and the program begins
# In the folder DOOR, `passed.told` has a line for each call and `struck.told` what lay on DOOR_DISK at the one that was struck.
set -u
name=${0##*/}
real=$(PATH=${PATH#*:} type -P "$name")
# One write each, so that every call has a number of its own, even where several come at once.
echo "$$ $name" >>"$DOOR/passed.told"
nth=0
while read -r pid called; do
  [[ $called != "$name" ]] || nth=$((nth + 1))
  [[ $pid != "$$" ]] || break
done <"$DOOR/passed.told"

if [[ "$name $nth" == "$DOOR_AT" ]]; then
  printf '%s\n' "$DOOR_DISK"/* >"$DOOR/struck.told"
  case $DOOR_MODE in
    run)
      "$real" "$@" <&0 &
      sleep 0.002
      kill -KILL 0
      ;;
    program) kill -KILL $$ ;;
    full) cat /dev/zero >"$DOOR_DISK/.ballast" 2>/dev/null ;;
  esac
fi
exec "$real" "$@"
