// The stops of section "Preprocessing": each tells the officer, in Indonesian, what is wrong and what to do.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "trade/exact_sum.hpp"
#include "trade/flow.hpp"
#include "trade/period.hpp"
#include "trade/rules.hpp"
#include "trade/variables.hpp"

namespace sipro::trade {

struct Stop {
  StopRule rule = StopRule::no_data;
  std::string message;          // Indonesian
  boost::json::object details;  // by rule, as the contract of laporan.json says
};

struct Amount {
  std::uint64_t rows = 0;
  ExactSum value_usd;  // of finite NILAI, with its sign
};

using PeriodAmounts = std::map<Period, Amount>;

/// The label of a clean file of SIPRO: "SIPRO Data Bersih Ekspor 2023-01..2025-05" (61 bytes at most).
std::string clean_file_label(Flow flow, Period first, Period last);
/// The flow that the label of a clean file names; empty for any other label.
std::optional<Flow> flow_of_label(std::string_view label);

struct UnreadableFile {
  std::string name;
  Error error;
};
Stop unreadable_file_stop(std::span<const UnreadableFile> files);

/// Pairs of names of files with one SHA-256.
Stop identical_files_stop(std::span<const std::pair<std::string, std::string>> pairs);

struct MissingVariables {
  std::string name;                  // of the file
  std::vector<std::string> missing;  // both names where one of two would do
  std::vector<std::string> found;    // the file's variables, as it writes them
};
/// The required variables that a file lacks; `year_given` stands for TAHUN.
std::vector<std::string> missing_variables(const VariableMap& map, bool year_given);
Stop variable_missing_stop(std::span<const MissingVariables> files);

/// `says`: the flow that the file's label or its FOB / CIF tells.
Stop flow_mismatch_stop(const std::string& file, Flow says, Flow given);

/// A period's rows in one of several files.
struct PeriodInFile {
  std::string name;
  Amount amount;
};
using OverlappingPeriods = std::map<Period, std::vector<PeriodInFile>>;
Stop period_overlap_stop(const OverlappingPeriods& periods);

/// `wanted`: the month asked for, where one was. `periods`: what there is.
Stop no_data_stop(const std::string& what, std::span<const Period> periods);

}  // namespace sipro::trade
