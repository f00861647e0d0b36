// What each of the 33 tables shows, as read from schemas/tables/*.json: rows, universe, measure, columns, sort and
// words. The queries, the list of output tables on the pages and the documentation all read these.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "trade/table.hpp"

namespace sipro::trade {

enum class RowKind { sectors, ports, countries, chapters, months, years, balance_lines };

/// What a table sums, and what its shares are parts of. The country of note is the one with the largest value of all
/// goods in the month asked for.
enum class Universe { all, migas, nonmigas, country_of_note };

enum class Measure { value, weight };

/// The column patterns of the domain: growth is A, share B, monthly C, cumulative_by_year D; change is that of
/// table 14.
enum class ColumnPattern {
  growth,
  share,
  monthly,
  cumulative_by_year,
  change,
  balance,
  monthly_balance,
  cumulative_balance
};

/// The period of a share: the month asked for, or January up to it.
enum class SharePeriod { month, cumulative };

enum class Sort { largest_cumulative, largest, largest_difference, chronological, as_listed };

struct TableSpec {
  std::string id;  // "E01", "I15", "N03"
  TableSet set = TableSet::ekspor;
  int number = 0;     // 1..15, balance 1..3
  std::string title;  // "Nilai Ekspor Menurut Sektor"
  std::string shows;  // one sentence in Indonesian
  RowKind rows = RowKind::sectors;
  std::vector<std::string> row_headings;  // of the text columns: two for chapters, else one
  Universe universe = Universe::all;
  Measure measure = Measure::value;
  ColumnPattern columns = ColumnPattern::growth;
  std::optional<SharePeriod> period;  // of the pattern share
  std::string value_heading;          // "Nilai Ekspor {period}", "Nilai Ekspor {year}": the query fills in the time
  Sort sort = Sort::as_listed;
  std::string total;  // "TOTAL", "Jumlah"; empty: no such row
};

/// The 33 tables: E01..E15, I01..I15, N01..N03. Read once from the embedded definitions; throws std::logic_error where
/// those are malformed, which a test rules out.
const std::vector<TableSpec>& table_specs();

/// Reads one definition, `path` being its place below schemas/, e.g. "tables/flow-01.json": a flow definition gives the
/// export and the import table, a balance definition one. Errors: internal, naming the file, the key and what is wrong.
Result<std::vector<TableSpec>> parse_table_definition(std::string_view path, std::string_view text);

}  // namespace sipro::trade
