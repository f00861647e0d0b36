// What a file is sent for: where it lies, who may send it, and what it must look like. The one place that knows.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

namespace sipro::gateway {

struct Purpose {
  std::string_view name;    // of Upload-Metadata
  std::string_view folder;  // relative to the district's
  bool locked = false;      // behind the feature code
  /// Whether a file of this name, which begins so (4 KiB, or all of a smaller one), may be what it should be.
  bool (*looks_right)(std::string_view head, std::string_view filename) = nullptr;
  std::string_view wrong_code;  // of the refusal
  std::string_view wrong_text;
};

std::span<const Purpose> purposes();
/// Null: there is none of this name.
const Purpose* find_purpose(std::string_view name);
/// The folder of a purpose, relative to the district's: "uploads".
std::filesystem::path upload_folder(std::string_view purpose);

}  // namespace sipro::gateway
