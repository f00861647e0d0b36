// tables.json of an olah job as the viewer reads it: the list of its tables, and one of them.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace sipro::gateway {

/// True for an id such as "E01".
bool is_table_id(std::string_view id);

/// {"set","year","month","office","tables":[{"id","number","title","heading","unit","set","rows"}]}, `rows` their
/// number. Errors: fact_damaged.
Result<std::string> tables_index(std::string_view tables_json);

/// The entry of tables.json. Errors: fact_damaged; not_found where the job has no such table.
Result<std::string> table_entry(std::string_view tables_json, std::string_view id);

}  // namespace sipro::gateway
