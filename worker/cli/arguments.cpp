#include "cli/arguments.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.hpp"

namespace sipro::cli {
namespace {

using pipeline::InputFile;

std::string base_name(const std::string& path) { return std::filesystem::path(path).filename().string(); }

/// The one file that FILE names. Errors: wrong_usage.
Result<std::size_t> find_file(const std::vector<std::string>& paths, const std::string& file) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (paths[i] == file) return i;
    if (base_name(paths[i]) != file) continue;
    if (found) return Error{Errc::wrong_usage, file + " names more than one of the files; give its path"};
    found = i;
  }
  if (!found) return Error{Errc::wrong_usage, file + " is none of the files given"};
  return *found;
}

/// "a=b=c" at its last '='.
Result<std::pair<std::string, std::string>> split_last(const std::string& text) {
  const std::size_t at = text.rfind('=');
  if (at == std::string::npos || at == 0) return Error{Errc::wrong_usage, "\"" + text + "\": expected FILE=VALUE"};
  return std::pair{text.substr(0, at), text.substr(at + 1)};
}

Result<int> parse_year(const std::string& text) {
  int year = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), year);
  const bool digits = text.size() == 4 && parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  if (!digits || year < 1000) return Error{Errc::wrong_usage, "\"" + text + "\" is no year of four digits"};
  return year;
}

/// A name on disk is bytes; reports are UTF-8. Bytes beyond ASCII of a name that is not UTF-8 show as U+FFFD.
std::string shown_name(const std::string& name) {
  if (is_utf8(name)) return name;
  std::string out;
  for (const char c : name) {
    if (is_ascii({&c, 1})) {
      out += c;
    } else {
      out += "\xEF\xBF\xBD";
    }
  }
  return out;
}

/// Base names where they tell the files apart, else the paths as given.
std::vector<InputFile> named_by_path(const std::vector<std::string>& paths) {
  std::vector<InputFile> files;
  for (const std::string& path : paths) {
    const std::string base = base_name(path);
    const auto same = [&base](const std::string& other) { return base_name(other) == base; };
    const bool alone = std::count_if(paths.begin(), paths.end(), same) == 1;
    files.push_back({path, shown_name(alone ? base : path), std::nullopt});
  }
  return files;
}

}  // namespace

Result<std::vector<InputFile>> input_files(const std::vector<std::string>& paths, const std::vector<std::string>& years,
                                           const std::vector<std::string>& names) {
  std::vector<InputFile> files = named_by_path(paths);
  for (const std::string& text : years) {
    const auto parts = split_last(text);
    if (!parts) return parts.error();
    const auto file = find_file(paths, parts->first);
    if (!file) return file.error();
    const auto year = parse_year(parts->second);
    if (!year) return year.error();
    if (files[*file].year) return Error{Errc::wrong_usage, parts->first + " was given two years"};
    files[*file].year = *year;
  }
  for (const std::string& text : names) {
    const auto parts = split_last(text);
    if (!parts) return parts.error();
    const auto file = find_file(paths, parts->first);
    if (!file) return file.error();
    if (parts->second.empty()) return Error{Errc::wrong_usage, parts->first + " was given an empty name"};
    if (!is_utf8(parts->second)) return Error{Errc::wrong_usage, parts->first + " was given a name that is not UTF-8"};
    files[*file].name = parts->second;
  }
  return files;
}

Result<Moment> job_time(const std::string& text) {
  if (text.empty()) return moment_now();
  return parse_moment(text);
}

}  // namespace sipro::cli
