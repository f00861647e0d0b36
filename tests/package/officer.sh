# shellcheck shell=bash
# An officer of district 2101 by curl, over https. Sourced by tests/package/installed, which sets `name` and `work`.
#   log_in CODE; send_file FILE; ask_for UPLOAD; state_of JOB; results (every result of every job that succeeded, with its hash)
# shellcheck disable=SC2154  # `work`, `name`

ask() {
  local path=$1
  shift
  curl -sS -m 300 -b "$work/cookies" -c "$work/cookies" -H 'Content-Type: application/json' "$@" "https://$name/api/v1$path"
}

log_in() {
  jq -nc --arg code "$1" '{district: "2101", code: $code, name: "Ani"}' | ask /session -d @- | jq -e .district
}

# The answer: the upload, or the problem.
send_file() {
  curl -sS -m 300 -b "$work/cookies" -X POST -T "$1" "https://$name/api/v1/uploads" -H 'Tus-Resumable: 1.0.0' \
    -H 'Content-Type: application/offset+octet-stream' -H "Upload-Length: $(stat -c %s "$1")" \
    -H "Upload-Metadata: filename $(basename "$1" | tr -d '\n' | base64 -w0)"
}

# The id of a job that cleans that upload.
ask_for() {
  jq -nc --arg upload "$1" '{kind: "preprocess", flow: "ekspor", again: true, inputs: [{upload: $upload}]}' | ask /jobs -d @- | jq -er .id
}

state_of() {
  ask "/jobs/$1" | jq -r .state
}

is_state() {
  [[ $(state_of "$1") == "$2" ]]
}

results() {
  local job
  ask /jobs | jq -r '.jobs[] | select(.state == "succeeded").id' | while IFS= read -r job; do
    ask "/jobs/$job" | jq -c '[.id, (.results[] | .name, .sha256)]'
  done | sort
}

# Nothing of FILE, an earlier answer of `results`, is missing or other.
nothing_is_lost() {
  [[ -s $1 ]] && ! comm -23 "$1" <(results) | cut -c 1-100 | grep .
}
