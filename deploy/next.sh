# shellcheck shell=bash
# The next version, which upgrades are tried with: this tree's source with the last part of its version and the number of the
# queue's library raised by one. Sourced by deploy/upgrade and deploy/clean.
#   next_source DIR   (from the project's folder)

next_source() {
  local version next library
  mkdir -p "$1"
  git ls-files --cached --others --exclude-standard --deduplicate -z | rsync --archive --from0 --files-from=- ./ "$1/"
  version=$(grep -oP 'VERSION \K[\d.]+(?= LANGUAGES)' CMakeLists.txt)
  next=${version%.*}.$((${version##*.} + 1))
  sed -i "s/\b${version//./\\.}\b/$next/" "$1/CMakeLists.txt" "$1/deploy/compose.yaml"
  library=$(grep -oP 'kLibrary = \K\d+(?=;)' common/queue/library.cpp)
  sed -i "s/kLibrary = $library;/kLibrary = $((library + 1));/" "$1/common/queue/library.cpp"
}
