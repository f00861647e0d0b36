// SHA-256 of files and bytes, by OpenSSL.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/progress.hpp"

namespace sipro {

/// 64 lower-case hexadecimal digits of the file's SHA-256. Errors: file_not_found.
Result<std::string> sha256_of_file(const std::filesystem::path& path, Progress progress = {});

std::string sha256_of(std::string_view bytes);

}  // namespace sipro
