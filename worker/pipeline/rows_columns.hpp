// The clean rows as columns of rows.bin.
#pragma once

#include <vector>

#include "storage/rows_writer.hpp"
#include "trade/dataset.hpp"

namespace sipro::pipeline {

/// All 17 variables, in the clean file's order of variables and rows. Valid as long as `dataset`.
std::vector<storage::RowsColumn> rows_columns(const trade::Dataset& dataset);

}  // namespace sipro::pipeline
