// Preprocessing: source files of one flow become one clean dataset and a report in which every row is accounted for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/progress.hpp"
#include "trade/dataset.hpp"
#include "trade/findings.hpp"
#include "trade/hs_master.hpp"
#include "trade/source_file.hpp"
#include "trade/stops.hpp"

namespace sipro::trade {

/// What to do with a month that is in more than one file.
enum class Overlap {
  stop,
  latest,  // the file given last has the month; the others' rows of it are rejected
  keep,    // all rows stay
};

struct CleaningOptions {
  Flow flow = Flow::ekspor;
  Overlap overlap = Overlap::stop;
  std::string district;                 // KABKOT of the district, empty: unknown, nothing is set aside
  const HsMaster* hs_master = nullptr;  // none: `hs_unknown` is not looked for
  bool accept_flow = false;
  int last_year = 0;  // the year after the job's time
  unsigned threads = 1;
  Progress progress;  // rows that went through the rules
};

/// A file to clean, with the year that the user gave where the file has no TAHUN.
struct SourceInput {
  SourceFile file;
  std::optional<int> year;
};

struct FileReport {
  std::string name;
  std::string sha256;
  std::vector<Period> periods;                           // of the rows with a valid period, as read
  std::vector<std::pair<Variable, std::string>> mapped;  // variable, name in the file
  Amount read;
  Amount kept;
  Amount rejected;
  Amount other_district;
};

/// read = kept + rejected + other_district, in rows and in US$, for each file and together.
struct Report {
  Flow flow = Flow::ekspor;
  Amount read;
  Amount kept;
  Amount rejected;
  Amount other_district;
  std::vector<FileReport> files;
  std::vector<Finding> findings;
};

struct Cleaned {
  Dataset dataset;
  Report report;
};

/// Applies all rules but duplicate_row and duplicate_key, which change no row: find_repeats (repeats.hpp) adds them to
/// the report. All stops that there are, in the order of StopRule, or the clean data. `earlier` holds the stops found
/// before the files' contents were looked at (unreadable and identical files); the readable files are checked all the
/// same.
std::variant<Cleaned, std::vector<Stop>> clean(std::vector<SourceInput> inputs, std::vector<Stop> earlier,
                                               const CleaningOptions& options);

/// The flow that a file tells by its label or by FOB / CIF.
std::optional<Flow> flow_told_by(const SourceFile& file);

}  // namespace sipro::trade
