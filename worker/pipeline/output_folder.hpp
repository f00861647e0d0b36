// The folder of a run's results: they appear together once all are written, so a run that fails leaves earlier ones as
// they are.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace sipro::pipeline {

class OutputFolder {
 public:
  /// Creates `folder` where it is missing, and a hidden folder in it that takes the files until publish().
  /// Errors: write_failed, storage_full.
  static Result<OutputFolder> create(const std::filesystem::path& folder);

  OutputFolder(OutputFolder&& other) noexcept;
  OutputFolder& operator=(OutputFolder&&) = delete;
  /// Removes what was not published.
  ~OutputFolder();

  /// Where to write the file that publish() will put at `name` ('/' between folders) below the folder.
  Result<std::filesystem::path> path(const std::string& name);

  /// Writes a small file. Errors: write_failed, storage_full.
  Result<void> write(const std::string& name, std::string_view bytes);

  /// Moves all files to their places. Errors: write_failed.
  Result<void> publish();

 private:
  OutputFolder(std::filesystem::path folder, std::filesystem::path staging)
      : folder_(std::move(folder)), staging_(std::move(staging)) {}

  std::filesystem::path folder_;
  std::filesystem::path staging_;
  std::vector<std::string> names_;
};

/// wrong_usage where one of the outputs below `folder` is one of the inputs.
Result<void> check_no_overwrite(const std::filesystem::path& folder, std::span<const std::string> outputs,
                                std::span<const std::filesystem::path> inputs);

}  // namespace sipro::pipeline
