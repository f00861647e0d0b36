// `olah`: clean files become the tables of a month as workbooks, zip and tables.json.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/moment.hpp"
#include "base/progress.hpp"
#include "pipeline/inputs.hpp"
#include "trade/stops.hpp"
#include "trade/tables.hpp"

namespace sipro::pipeline {

/// `semua` is the whole package: all three sets of tables.
enum class OlahSet { ekspor, impor, neraca, semua };

struct OlahRequest {
  OlahSet set = OlahSet::semua;
  std::optional<InputFile> ekspor;  // present where the set needs it
  std::optional<InputFile> impor;
  trade::Period period;
  std::string office = "Kabupaten Karimun";
  trade::Gaps gaps = trade::Gaps::absent;
  bool accept_flow = false;
  Moment time;
  std::filesystem::path out;
  unsigned threads = 1;
  Progress progress;
};

/// The finished tables, or the stops that kept the run from them (then only laporan.json was written).
using OlahOutcome = std::variant<std::vector<trade::Table>, std::vector<trade::Stop>>;

/// Errors: wrong_usage, write_failed, storage_full.
Result<OlahOutcome> olah(const OlahRequest& request);

}  // namespace sipro::pipeline
