// tables.json: the finished tables for programs and for the page's viewer (schemas/tables.schema.json).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trade/period.hpp"
#include "trade/table.hpp"

namespace sipro::pipeline {

inline constexpr const char* kTablesJson = "tables.json";

/// `set`: "ekspor", "impor", "neraca" or "semua". Numbers are unrounded, absent cells null.
std::string tables_json(std::string_view set, trade::Period period, const std::string& office,
                        const std::vector<trade::Table>& tables);

}  // namespace sipro::pipeline
