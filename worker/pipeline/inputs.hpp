// Reading the files of a run: hashes, dictionaries and cells, several files at once.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "trade/cleaning.hpp"

namespace sipro::pipeline {

struct InputFile {
  std::filesystem::path path;  // as open_input (base/input_file.hpp) takes it
  std::string name;            // as reports show it
  std::optional<int> year;     // given by the user for a file without TAHUN
};

struct LoadedFiles {
  std::vector<trade::SourceInput> inputs;  // the readable files, in the order given
  std::vector<trade::Stop> stops;          // unreadable_file, identical_files
};

/// Reads the 17 variables of each file, as many as it has. `flow` decides between FOB and CIF where a file has both.
/// Errors: wrong_usage, for a year given to a file that has TAHUN. Unreadable files are stops, not errors.
Result<LoadedFiles> load_files(std::span<const InputFile> files, std::optional<trade::Flow> flow, unsigned threads,
                               Progress progress = {});

/// Reads the dictionary and the given variables of one file; variables that it lacks or that are not asked for stay
/// empty. `sha256` of the result is left empty. Errors: those of formats::StatisticsFile.
Result<trade::SourceFile> read_source(const InputFile& file, std::optional<trade::Flow> flow,
                                      std::span<const trade::Variable> wanted, unsigned threads,
                                      Progress progress = {});

/// All 17.
std::span<const trade::Variable> all_variables();

}  // namespace sipro::pipeline
