// A page of clean rows as the data grid asks for it and reads it.
#pragma once

#include <string>
#include <variant>

#include "http/request.hpp"
#include "storage/rows.hpp"

namespace sipro::gateway {

/// Errors: wrong_usage, told for officers. Whether the variable to sort by exists is seen in the file only.
Result<storage::RowsQuery> read_rows_query(const http::Request& request);

/// {"variables":[{"name","label","kind"}],"rows_total","found","offset","rows":[[...]]}; kind "text", "real", "whole".
/// Errors: wrong_usage, told for officers; those of Rows::page.
Result<std::string> rows_page(storage::Rows& rows, const storage::RowsQuery& query);

}  // namespace sipro::gateway
