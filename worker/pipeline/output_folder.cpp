#include "pipeline/output_folder.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace sipro::pipeline {
namespace {

namespace fs = std::filesystem;

Error write_error(const fs::path& path, const std::error_code& code) {
  const bool full = code == std::errc::no_space_on_device || code.value() == EDQUOT;
  return {full ? Errc::storage_full : Errc::write_failed, path.string() + ": " + code.message()};
}

std::error_code last_error() { return {errno, std::generic_category()}; }

}  // namespace

Result<OutputFolder> OutputFolder::create(const fs::path& folder) {
  std::error_code code;
  fs::create_directories(folder, code);
  if (code) return write_error(folder, code);
  std::string staging = (folder / ".sipro-XXXXXX").string();
  if (::mkdtemp(staging.data()) == nullptr) return write_error(folder, last_error());
  return OutputFolder(folder, staging);
}

OutputFolder::OutputFolder(OutputFolder&& other) noexcept
    : folder_(std::move(other.folder_)), staging_(std::move(other.staging_)), names_(std::move(other.names_)) {
  other.staging_.clear();
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;
  if (!staging_.empty()) fs::remove_all(staging_, ignored);
}

Result<fs::path> OutputFolder::path(const std::string& name) {
  fs::path path = staging_ / name;
  std::error_code code;
  fs::create_directories(path.parent_path(), code);
  if (code) return write_error(path, code);
  names_.push_back(name);
  return path;
}

Result<void> OutputFolder::write(const std::string& name, std::string_view bytes) {
  const auto target = path(name);
  if (!target) return target.error();
  errno = 0;
  std::ofstream out(*target, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return write_error(*target, last_error());
  return {};
}

Result<void> OutputFolder::publish() {
  std::error_code code;
  for (const std::string& name : names_) {
    const fs::path target = folder_ / name;
    fs::create_directories(target.parent_path(), code);
    if (!code) fs::rename(staging_ / name, target, code);
    if (code) return write_error(target, code);
  }
  names_.clear();
  return {};
}

Result<void> check_no_overwrite(const fs::path& folder, std::span<const std::string> outputs,
                                std::span<const fs::path> inputs) {
  for (const std::string& output : outputs) {
    for (const fs::path& input : inputs) {
      std::error_code code;
      if (!fs::equivalent(folder / output, input, code) || code) continue;
      return Error{Errc::wrong_usage, input.string() + " would be overwritten by the result; choose another --out"};
    }
  }
  return {};
}

}  // namespace sipro::pipeline
