// The data that `olah` works on: a clean file of SIPRO as it is, any other file through the rules of preprocessing first.
#pragma once

#include <variant>
#include <vector>

#include "base/error.hpp"
#include "pipeline/inputs.hpp"
#include "trade/cleaning.hpp"

namespace sipro::pipeline {

struct CleanDataRequest {
  InputFile file;
  trade::Flow flow = trade::Flow::ekspor;
  bool accept_flow = false;
  int last_year = 0;
  unsigned threads = 1;
};

/// Errors: wrong_usage. A file marked as clean is believed only as far as its rows bear it out: where one breaks a rule, the
/// whole file goes through the rules like any other.
Result<std::variant<trade::Cleaned, std::vector<trade::Stop>>> read_clean_data(const CleanDataRequest& request);

}  // namespace sipro::pipeline
