// `sipro sample`: synthetic microdata in the layout of real deliveries, for demonstrations, tests and benchmarks. Equal
// requests give equal bytes, on any number of threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "formats/sav_writer.hpp"
#include "pipeline/sample_dirt.hpp"
#include "trade/flow.hpp"
#include "trade/period.hpp"

namespace sipro::pipeline {

enum class SampleLayout {
  usual,    // a file without TAHUN for each earlier year, and a cumulative one of the last year with TAHUN
  monthly,  // a file a month, with TAHUN
  single,   // `files` files of whole months, with TAHUN
};

enum class SampleVariables {
  all,     // the 17 of the full layout
  tables,  // the fewest that `olah` accepts: BULAN TAHUN PELABUHAN HS NEGARA BERAT NILAI JENIS SEKTOR
};

struct SampleRequest {
  std::uint64_t seed = 1;
  std::uint64_t rows = 1250;  // a flow, in all its files together
  trade::Period from{2023, 1};
  trade::Period to{2025, 5};  // inclusive
  std::filesystem::path out;  // made when absent
  std::vector<trade::Flow> flows = {trade::Flow::ekspor, trade::Flow::impor};
  SampleLayout layout = SampleLayout::usual;
  unsigned files = 1;  // of layout single
  SampleVariables variables = SampleVariables::all;
  formats::SavCompression compression = formats::SavCompression::rows;
  double dirt_percent = 0;                    // share of the rows that are dirty, 0 to 100
  std::vector<Dirt> dirt_kinds = all_dirt();  // taken in turn
  unsigned threads = 1;                       // files written at once
};

struct SampleFile {
  trade::Flow flow = trade::Flow::ekspor;
  std::string path;         // relative to SampleRequest::out: "ekspor/Ekspor 2024.sav"
  std::optional<int> year;  // of a file that has no TAHUN
  std::uint64_t rows = 0;
};

struct SampleSummary {
  std::vector<SampleFile> files;  // flow by flow, in the order of their months
  std::uint64_t rows = 0;         // of all flows
  std::uint64_t dirty_rows = 0;
};

/// Writes out/ekspor/*.sav, out/impor/*.sav and out/sampel.json, which lists them:
/// {"ekspor":[{"file":"ekspor/Ekspor 2024.sav","year":2024},{"file":"ekspor/Ekspor Jan-Mei 2025.sav"}],"impor":[...]},
/// `year` only where the file has no TAHUN. A month that got no row (fewer rows than months) has no file of its own.
/// Errors: wrong_usage, write_failed, storage_full.
Result<SampleSummary> make_sample(const SampleRequest& request);

}  // namespace sipro::pipeline
