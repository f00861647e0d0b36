// The equalities that an officer checks by hand, read from the finished tables alone: what is compared is what is
// shown.
#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "trade/tables.hpp"

namespace sipro::trade {
namespace {

constexpr double kTolerance = 1e-9;

/// One column of a finished table. A figure that is absent counts 0 in sums.
class ShownColumn {
 public:
  ShownColumn(const Table& table, std::size_t column) : table_(&table), column_(column) {}

  [[nodiscard]] const std::string& label() const { return table_->columns[column_].label; }
  [[nodiscard]] const std::string& unit() const { return table_->unit; }
  [[nodiscard]] std::size_t rows() const { return table_->rows.size(); }
  [[nodiscard]] const std::string& row_label(std::size_t row) const { return table_->rows[row].front().text; }

  [[nodiscard]] const Cell& cell(std::size_t row) const { return table_->rows[row][column_]; }
  [[nodiscard]] bool shown(std::size_t row) const { return cell(row).kind == Cell::Kind::number; }
  [[nodiscard]] double at(std::size_t row) const { return shown(row) ? cell(row).number : 0; }

  /// Over the rows from `first` to before `end`.
  [[nodiscard]] double sum(std::size_t first, std::size_t end) const {
    double sum = 0;
    for (std::size_t row = first; row < end; ++row) sum += at(row);
    return sum;
  }
  /// All rows but the last, which is the total by its place and not by its label: a country may be called TOTAL.
  [[nodiscard]] double members() const { return sum(0, rows() - 1); }
  [[nodiscard]] double total() const { return at(rows() - 1); }

 private:
  const Table* table_;
  std::size_t column_;
};

std::vector<ShownColumn> columns_of(const Table& table, ColumnKind kind) {
  std::vector<ShownColumn> out;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].kind == kind) out.emplace_back(table, i);
  }
  return out;
}

ShownColumn last_column(const Table& table) { return {table, table.columns.size() - 1}; }

/// The figures for the month asked for and for January up to it: of pattern A, whose last value column is the
/// cumulative one; January has three value columns, and in it both are the same.
ShownColumn month_of(const Table& table) {
  const auto values = columns_of(table, ColumnKind::value);
  return values[values.size() == 3 ? 2 : 3];
}
ShownColumn cumulative_of(const Table& table) { return columns_of(table, ColumnKind::value).back(); }

/// The last row of a table of months that the last column shows: the month asked for.
std::size_t last_month_row(const ShownColumn& figures) {
  std::size_t row = std::min<std::size_t>(figures.rows(), 12);
  while (row > 1 && figures.cell(row - 1).kind == Cell::Kind::not_yet) --row;
  return row - 1;
}

class Checks {
 public:
  explicit Checks(const std::vector<Table>& tables) : tables_(tables) {}

  [[nodiscard]] const Table* find(const std::string& id) const {
    const auto found = std::find_if(tables_.begin(), tables_.end(), [&](const Table& table) { return table.id == id; });
    return found == tables_.end() || found->rows.empty() ? nullptr : &*found;
  }

  /// `size` is that of the largest figure that either side was made from: a small balance of large flows agrees to 1e-9
  /// of the flows.
  void add(std::string what, double left, double right, double size = 0) {
    const double scale = std::max({std::abs(left), std::abs(right), size});
    out_.push_back({std::move(what), left, right, std::abs(left - right) <= kTolerance * scale});
  }

  [[nodiscard]] std::vector<Agreement> take() { return std::move(out_); }

 private:
  const std::vector<Table>& tables_;
  std::vector<Agreement> out_;
};

/// The checks of one flow, by the figures of its table 1.
class FlowChecks {
 public:
  FlowChecks(Checks& checks, Flow flow)
      : checks_(checks), letter_(flow == Flow::ekspor ? "E" : "I"), name_(title_case(flow)), sectors_(find("01")) {}

  void run() {
    if (sectors_ == nullptr) return;
    const ShownColumn month = month_of(*sectors_);
    const ShownColumn cumulative = cumulative_of(*sectors_);
    nonmigas_row_ = 2;
    while (month.row_label(nonmigas_row_) != "NON MIGAS") ++nonmigas_row_;
    check_parts(month, month_of, "06");
    if (month.label() != cumulative.label()) check_parts(cumulative, cumulative_of, "11");
    check_chapters_of_month(month);
    check_months("03", month.at(kTotal), month.label(), cumulative.at(kTotal), cumulative.label());
    check_years("04", cumulative.at(kTotal), cumulative.label());
    check_country_of_note(month.label(), cumulative.label());
    check_shares();
  }

 private:
  static constexpr std::size_t kTotal = 0;
  static constexpr std::size_t kMigas = 1;

  [[nodiscard]] const Table* find(const char* number) const { return checks_.find(letter_ + number); }

  void add(const std::string& what, const std::string& period, const std::string& unit, double left, double right) {
    checks_.add(name_ + ": " + what + ", " + period + " (" + unit + ")", left, right);
  }

  /// Everything that adds up in one period; `pick` finds its column in tables of pattern A, and the table `countries`
  /// has it as its only one.
  void check_parts(const ShownColumn& sectors, ShownColumn (*pick)(const Table&), const char* countries) {
    const double total = sectors.at(kTotal);
    const double migas = sectors.at(kMigas);
    const double nonmigas = sectors.at(nonmigas_row_);
    const double migas_sectors = sectors.sum(kMigas + 1, nonmigas_row_);
    const double nonmigas_sectors = sectors.sum(nonmigas_row_ + 1, sectors.rows());
    const auto check = [&](const std::string& what, double left, double right) {
      add(what, sectors.label(), sectors.unit(), left, right);
    };
    const auto check_table = [&](const char* number, const std::string& what, double besides, double right) {
      if (const Table* table = find(number)) check(what, pick(*table).members() + besides, right);
    };
    check("migas + nonmigas = total", migas + nonmigas, total);
    check("jumlah sektor = total", migas_sectors + nonmigas_sectors, total);
    check("jumlah sektor migas = migas", migas_sectors, migas);
    check("jumlah sektor nonmigas = nonmigas", nonmigas_sectors, nonmigas);
    check_table("02", "jumlah pelabuhan = total", 0, total);
    if (const Table* table = find(countries)) {
      check("jumlah negara = total", columns_of(*table, ColumnKind::value).front().members(), total);
    }
    check_table("07", "jumlah negara nonmigas = nonmigas", 0, nonmigas);
    check_table("08", "jumlah negara migas = migas", 0, migas);
    check_table("13", "jumlah golongan barang nonmigas + migas = total", migas, total);
    check_table("13", "jumlah golongan barang nonmigas = nonmigas", 0, nonmigas);
    if (const Table* volume = find("05")) {
      const ShownColumn weights = pick(*volume);
      add("jumlah volume pelabuhan = total", weights.label(), weights.unit(), weights.members(), weights.total());
    }
  }

  void check_chapters_of_month(const ShownColumn& sectors) {
    const double nonmigas = sectors.at(nonmigas_row_);
    if (const Table* table = find("15")) {
      const ShownColumn share = columns_of(*table, ColumnKind::value).front();
      add("jumlah golongan barang tabel 15 = nonmigas", sectors.label(), share.unit(), share.members(), nonmigas);
    }
    if (const Table* table = find("14")) {
      const auto values = columns_of(*table, ColumnKind::value);
      const ShownColumn& before = values[0];
      const ShownColumn& now = values[1];
      const ShownColumn& change = values[2];
      add("jumlah golongan barang tabel 14 = nonmigas", sectors.label(), now.unit(), now.members(), nonmigas);
      if (!change.shown(change.rows() - 1)) return;
      checks_.add(name_ + ": peningkatan/penurunan nonmigas = " + now.label() + " - " + before.label() + " (" +
                      change.unit() + ")",
                  change.members(), now.total() - before.total(), std::max(now.total(), before.total()));
    }
  }

  /// The table of months shows the month asked for and, as the sum of its year, the cumulative figure.
  void check_months(const char* number, double month, const std::string& month_label, double cumulative,
                    const std::string& cumulative_label) {
    const Table* table = find(number);
    if (table == nullptr) return;
    const ShownColumn year = last_column(*table);
    const std::string name = "tabel " + std::to_string(table->number);
    add("bulan pada " + name + " = total", month_label, year.unit(), year.at(last_month_row(year)), month);
    add("jumlah " + name + " = total", cumulative_label, year.unit(), year.total(), cumulative);
  }

  void check_years(const char* number, double cumulative, const std::string& label) {
    const Table* table = find(number);
    if (table == nullptr) return;
    const ShownColumn value = columns_of(*table, ColumnKind::value).front();
    add("kumulatif pada tabel " + std::to_string(table->number) + " = total", label, value.unit(), value.total(),
        cumulative);
  }

  void check_country_of_note(const std::string& month_label, const std::string& cumulative_label) {
    const Table* chapters = find("09");
    const Table* years = find("12");
    if (chapters == nullptr || years == nullptr) return;
    const ShownColumn value = columns_of(*chapters, ColumnKind::value).front();
    add("jumlah golongan barang tabel 9 = total negara utama", month_label, value.unit(), value.members(),
        value.total());
    const double cumulative = columns_of(*years, ColumnKind::value).front().total();
    check_months("10", value.total(), month_label, cumulative, cumulative_label);
  }

  void check_shares() {
    const ShownColumn sectors = last_column(*sectors_);
    if (sectors.shown(kTotal)) {
      checks_.add(name_ + ": migas + nonmigas = 100, tabel 1, " + sectors.label(),
                  sectors.at(kMigas) + sectors.at(nonmigas_row_), 100);
    }
    for (const char* number : {"02", "05", "06", "07", "08", "09", "11", "13", "15"}) {
      const Table* table = find(number);
      if (table == nullptr) continue;
      const ShownColumn share = last_column(*table);
      // A universe without any value has no shares.
      if (!share.shown(share.rows() - 1)) continue;
      checks_.add(name_ + ": jumlah = 100, tabel " + std::to_string(table->number) + ", " + share.label(),
                  share.members(), 100);
    }
  }

  Checks& checks_;
  std::string letter_;
  std::string name_;
  const Table* sectors_;
  std::size_t nonmigas_row_ = 2;
};

/// The checks of the balance tables, within themselves and against table 1 of each flow.
class BalanceChecks {
 public:
  explicit BalanceChecks(Checks& checks) : checks_(checks) {}

  void run() {
    const Table* balance = checks_.find("N01");
    if (balance == nullptr) return;
    const auto values = columns_of(*balance, ColumnKind::value);
    check_block(values, 0, month_of);
    const bool has_cumulative = balance->rows.size() > kBlockRows;
    if (has_cumulative) check_block(values, kBlockRows, cumulative_of);
    check_series(values.back(), has_cumulative ? kBlockRows : 0);
  }

 private:
  // A heading, the total, oil and gas, the rest.
  static constexpr std::size_t kBlockRows = 4;

  void check_block(const std::vector<ShownColumn>& values, std::size_t heading, ShownColumn (*pick)(const Table&)) {
    const std::string period = values[0].row_label(heading);
    const auto what = [&](const std::string& text) {
      return "Neraca: " + text + ", " + period + " (" + values[0].unit() + ")";
    };
    constexpr std::pair<const char*, std::size_t> kParts[] = {{"total", 1}, {"migas", 2}, {"nonmigas", 3}};
    for (const auto& [part, offset] : kParts) {
      const std::size_t row = heading + offset;
      const double ekspor = values[0].at(row);
      const double impor = values[1].at(row);
      const std::string label = std::string(" ") + part;
      check_against("E01", what("ekspor" + label + " = tabel 1 ekspor"), ekspor, part, pick);
      check_against("I01", what("impor" + label + " = tabel 1 impor"), impor, part, pick);
      if (!values[2].shown(row)) continue;
      checks_.add(what("neraca" + label + " = ekspor - impor"), values[2].at(row), ekspor - impor,
                  std::max(ekspor, impor));
    }
  }

  void check_against(const char* id, std::string what, double figure, std::string_view part,
                     ShownColumn (*pick)(const Table&)) {
    const Table* table = checks_.find(id);
    if (table == nullptr) return;
    const ShownColumn column = pick(*table);
    std::size_t row = part == "total" ? 0 : 1;
    while (part == "nonmigas" && column.row_label(row) != "NON MIGAS") ++row;
    checks_.add(std::move(what), figure, column.at(row));
  }

  /// The tables of months and years end with the year asked for, unless only one flow has it.
  void check_series(const ShownColumn& balance, std::size_t cumulative_heading) {
    const std::string month = balance.row_label(0);
    const std::string year = month.substr(month.rfind(' '));
    if (const Table* months = checks_.find("N02"); months != nullptr && balance.shown(1)) {
      const ShownColumn column = last_column(*months);
      if (column.label().ends_with(year)) {
        checks_.add("Neraca: bulan pada tabel 2 = tabel 1, " + month + " (" + column.unit() + ")",
                    column.at(last_month_row(column)), balance.at(1));
      }
    }
    const std::size_t cumulative = cumulative_heading + 1;
    if (const Table* years = checks_.find("N03"); years != nullptr && balance.shown(cumulative)) {
      const ShownColumn column = last_column(*years);
      if (column.row_label(column.rows() - 1) != balance.row_label(cumulative_heading)) return;
      checks_.add("Neraca: kumulatif pada tabel 3 = tabel 1, " + balance.row_label(cumulative_heading) + " (" +
                      column.unit() + ")",
                  column.total(), balance.at(cumulative));
    }
  }

  Checks& checks_;
};

}  // namespace

std::vector<Agreement> agreements(const std::vector<Table>& tables) {
  Checks checks(tables);
  FlowChecks(checks, Flow::ekspor).run();
  FlowChecks(checks, Flow::impor).run();
  BalanceChecks(checks).run();
  return checks.take();
}

}  // namespace sipro::trade
