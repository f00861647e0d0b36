// `preprocess`: files of one flow become the clean file, the officer's report and the report as JSON.
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
#include "trade/cleaning.hpp"

namespace sipro::pipeline {

struct PreprocessRequest {
  trade::Flow flow = trade::Flow::ekspor;
  std::vector<InputFile> files;  // at least one
  trade::Overlap overlap = trade::Overlap::stop;
  std::string district;  // empty: unknown
  std::optional<std::filesystem::path> hs_master;
  bool accept_flow = false;
  Moment time;
  std::filesystem::path out;
  unsigned threads = 1;
  Progress progress;
  bool for_pages = false;  // rows.bin and periode.json too
};

/// A finished run, or the stops that kept it from one (then only laporan.json was written).
using PreprocessOutcome = std::variant<trade::Report, std::vector<trade::Stop>>;

/// Writes `Data Bersih Ekspor.sav` (or Impor), `Laporan Pemeriksaan.xlsx` and `laporan.json` into request.out, and
/// rows.bin and periode.json where they are asked for. Errors: wrong_usage, write_failed, storage_full,
/// storage_unavailable.
Result<PreprocessOutcome> preprocess(const PreprocessRequest& request);

/// "Data Bersih Ekspor.sav"
std::string clean_file_name(trade::Flow flow);

}  // namespace sipro::pipeline
