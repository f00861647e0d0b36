// The 33 tables as queries on the cube, by the definitions under schemas/tables.
#pragma once

#include <string>
#include <vector>

#include "base/moment.hpp"
#include "trade/cube.hpp"
#include "trade/table.hpp"

namespace sipro::trade {

enum class Gaps {
  absent,  // a month that one flow lacks has no balance
  zero,    // months without rows count 0 in all balance tables
};

struct TableRequest {
  Period period;                   // the year and month asked for
  std::string office;              // "Kabupaten Karimun"
  Moment time;                     // the job's time, for the source line
  std::vector<std::string> notes;  // notes that every table carries before its source line, e.g. rejected rows
};

/// The 15 tables of one flow. Precondition: the cube has rows in request.period.
std::vector<Table> flow_tables(const Cube& cube, const TableRequest& request);

/// The 3 balance tables. Precondition: at least one cube has rows in request.period.
std::vector<Table> balance_tables(const Cube& ekspor, const Cube& impor, const TableRequest& request, Gaps gaps);

/// An equality that an officer checks by hand, with both figures.
struct Agreement {
  std::string what;  // "Ekspor: jumlah pelabuhan = total, Apr 2025 (juta US$)"
  double left = 0;
  double right = 0;
  bool holds = false;
};

/// Ports = countries = sectors = chapters = total, migas + nonmigas = total, shares = 100, balance = export - import,
/// as read from the finished tables of all three sets (an absent part counts 0).
std::vector<Agreement> agreements(const std::vector<Table>& tables);

}  // namespace sipro::trade
