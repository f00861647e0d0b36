// The tables of the trade balance: export less import. A month that only one flow has is no surplus.
#include <algorithm>
#include <iterator>
#include <utility>

#include "base/moment.hpp"
#include "trade/table_body.hpp"
#include "trade/table_words.hpp"

namespace sipro::trade {
namespace {

/// Months first to last of a year.
struct Span {
  int year = 0;
  int first = 1;
  int last = 12;
};

bool has_data(const MonthlySeries& flow, Span span) {
  for (int month = span.first; month <= span.last; ++month) {
    if (flow.has({span.year, month})) return true;
  }
  return false;
}

/// What a part has in the span: 0 where it has no rows but its flow has, absent where the flow has none either, unless
/// such months count 0.
Figure figure_in(const MonthlySeries& flow, const MonthlySeries& part, Span span, Gaps gaps) {
  Figure sum;
  sum.present = gaps == Gaps::zero || has_data(flow, span);
  for (int month = span.first; month <= span.last; ++month) sum.add(part.at({span.year, month}));
  return sum;
}

/// True where both flows have data in the span, and each of its months in both or in neither.
bool comparable(const BalanceInput& input, Span span) {
  if (input.gaps == Gaps::zero) return true;
  for (int month = span.first; month <= span.last; ++month) {
    const Period period{span.year, month};
    if (input.ekspor.all.has(period) != input.impor.all.has(period)) return false;
  }
  return has_data(input.ekspor.all, span);
}

/// A part of both flows in a span.
struct Line {
  Figure ekspor;
  Figure impor;
  Figure balance;
};

Line line_of(const BalanceInput& input, MonthlySeries FlowSeries::*part, Span span) {
  Line line;
  line.ekspor = figure_in(input.ekspor.all, input.ekspor.*part, span, input.gaps);
  line.impor = figure_in(input.impor.all, input.impor.*part, span, input.gaps);
  if (comparable(input, span)) line.balance = difference(line.ekspor, line.impor);
  return line;
}

std::vector<int> common_years(const BalanceInput& input) {
  const auto ekspor = input.ekspor.all.years();
  const auto impor = input.impor.all.years();
  std::vector<int> years;
  std::set_intersection(ekspor.begin(), ekspor.end(), impor.begin(), impor.end(), std::back_inserter(years));
  return years;
}

/// The months that a flow lacks in the years shown. The year asked for is among them even where only one flow has it,
/// for then the notes are all that tells why it is not shown.
std::vector<std::string> gap_notes(const BalanceInput& input, std::vector<int> years, int months_of_earlier_years) {
  if (years.empty() || years.back() != input.asked.year) years.push_back(input.asked.year);
  std::vector<std::string> notes;
  for (const int year : years) {
    const int last_month = year == input.asked.year ? input.asked.month : months_of_earlier_years;
    for (const Flow flow : {Flow::ekspor, Flow::impor}) {
      const auto& series = flow == Flow::ekspor ? input.ekspor.all : input.impor.all;
      auto note = missing_balance_note(flow, series, year, last_month, input.gaps);
      if (!note.empty()) notes.push_back(std::move(note));
    }
  }
  return notes;
}

void add_block(TableBody& body, const BalanceInput& input, std::string heading, Span span) {
  body.rows.push_back({Cell::of(std::move(heading)), Cell::absent(), Cell::absent(), Cell::absent()});
  const std::pair<const char*, MonthlySeries FlowSeries::*> lines[] = {{"Total Ekspor/Impor", &FlowSeries::all},
                                                                       {"- Migas", &FlowSeries::migas},
                                                                       {"- Non Migas", &FlowSeries::nonmigas}};
  for (const auto& [label, part] : lines) {
    const Line line = line_of(input, part, span);
    body.rows.push_back(
        {Cell::of(std::string(label)), figure_cell(line.ekspor), figure_cell(line.impor), figure_cell(line.balance)});
  }
}

}  // namespace

TableBody balance_table(const TableSpec& spec, const BalanceInput& input) {
  const Period asked = input.asked;
  TableBody body;
  body.columns = {{spec.row_headings.front(), ColumnKind::text},
                  {std::string(title_case(Flow::ekspor)), ColumnKind::value},
                  {std::string(title_case(Flow::impor)), ColumnKind::value},
                  {spec.value_heading, ColumnKind::value}};
  add_block(body, input, month_label(asked), {asked.year, asked.month, asked.month});
  if (asked.month != 1) add_block(body, input, cumulative_label(asked), {asked.year, 1, asked.month});
  body.notes = gap_notes(input, {asked.year}, asked.month);
  return body;
}

TableBody monthly_balance_table(const TableSpec& spec, const BalanceInput& input) {
  const auto years = common_years(input);
  TableBody body;
  body.columns = {{spec.row_headings.front(), ColumnKind::text}};
  for (const int year : years) {
    body.columns.push_back({with_time(spec.value_heading, std::to_string(year)), ColumnKind::value});
  }
  for (int month = 1; month <= 12; ++month) {
    std::vector<Cell> row = {Cell::of(std::string(month_name(static_cast<unsigned>(month))))};
    for (const int year : years) {
      const bool later = Period{year, month} > input.asked;
      const Line line = line_of(input, &FlowSeries::all, {year, month, month});
      row.push_back(later ? Cell::not_yet() : figure_cell(line.balance));
    }
    body.rows.push_back(std::move(row));
  }
  body.notes = gap_notes(input, years, 12);
  return body;
}

TableBody cumulative_balance_table(const TableSpec& spec, const BalanceInput& input) {
  const auto years = common_years(input);
  const int last_month = input.asked.month;
  TableBody body;
  body.columns = {{spec.row_headings.front(), ColumnKind::text}, {spec.value_heading, ColumnKind::value}};
  for (const int year : years) {
    const Line line = line_of(input, &FlowSeries::all, {year, 1, last_month});
    body.rows.push_back({Cell::of(cumulative_label({year, last_month})), figure_cell(line.balance)});
  }
  body.notes = gap_notes(input, years, last_month);
  return body;
}

}  // namespace sipro::trade
