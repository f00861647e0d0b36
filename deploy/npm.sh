# shellcheck shell=bash
# Sourced: fetch_npm FOLDER installs what its package-lock.json names, where that has changed since.

fetch_npm() {
  local wanted kept=$1/node_modules/.lock-sha256
  wanted=$(cat "$1/package-lock.json" "$1/.npmrc" | sha256sum | cut -d' ' -f1)
  [[ $(cat "$kept" 2>/dev/null) != "$wanted" ]] || return 0
  (cd "$1" && npm_config_update_notifier=false npm ci --silent --ignore-scripts)
  echo "$wanted" >"$kept"
}
