// The tables whose rows are ports, countries, chapters or sectors: patterns A and B and table 14.
#include <algorithm>
#include <utility>

#include "trade/table_body.hpp"
#include "trade/table_words.hpp"

namespace sipro::trade {
namespace {

/// Descending by the given windows in turn, absent last; equal ones stay in the order of ties.
void sort_descending(std::vector<Member>& members, const std::vector<Window>& keys) {
  std::stable_sort(members.begin(), members.end(), [&](const Member& a, const Member& b) {
    for (const Window key : keys) {
      if (const int order = compare(a[key], b[key]); order != 0) return order > 0;
    }
    return false;
  });
}

/// A member has a row when it has data in a period that the table shows.
void keep_shown(std::vector<Member>& members, const std::vector<Window>& shown) {
  std::erase_if(members, [&](const Member& member) {
    return std::none_of(shown.begin(), shown.end(), [&](Window window) { return member[window].present; });
  });
}

std::vector<Column> text_columns(const TableSpec& spec) {
  std::vector<Column> columns;
  for (const auto& heading : spec.row_headings) columns.push_back({heading, ColumnKind::text});
  return columns;
}

std::vector<Cell> member_texts(const Member& member, std::string_view prefix = "") {
  std::vector<Cell> cells;
  if (!member.code.empty()) cells.push_back(Cell::of(member.code));
  cells.push_back(Cell::of(std::string(prefix) + member.name));
  return cells;
}

/// The label of a total; its further text columns are empty.
std::vector<Cell> total_texts(const TableSpec& spec, const std::string& label) {
  std::vector<Cell> cells(spec.row_headings.size(), Cell::of(std::string()));
  cells.front() = Cell::of(label);
  return cells;
}

/// The columns of pattern A for the month asked for; in January there is nothing cumulative yet.
struct GrowthColumns {
  struct Rate {
    std::string label;
    Window now;
    Window before;
  };

  std::vector<std::pair<Window, std::string>> values;
  std::vector<Rate> rates;
  Window share = Window::cumulative;
  std::vector<Window> sort;

  [[nodiscard]] std::vector<Window> shown() const {
    std::vector<Window> windows;
    for (const auto& [window, label] : values) windows.push_back(window);
    return windows;
  }
};

GrowthColumns growth_columns(Period asked) {
  const Period last_year{asked.year - 1, asked.month};
  const GrowthColumns::Rate m_to_m{"m-to-m (%)", Window::month, Window::month_before};
  const GrowthColumns::Rate y_on_y{"y-on-y (%)", Window::month, Window::month_last_year};
  const GrowthColumns::Rate c_to_c{"c-to-c (%)", Window::cumulative, Window::cumulative_last_year};
  if (asked.month == 1) {
    return {{{Window::month_last_year, month_label(last_year)},
             {Window::month_before, month_label(asked.before())},
             {Window::month, month_label(asked)}},
            {m_to_m, y_on_y},
            Window::month,
            {Window::month, Window::month_before}};
  }
  return {{{Window::month_last_year, month_label(last_year)},
           {Window::cumulative_last_year, cumulative_label(last_year)},
           {Window::month_before, month_label(asked.before())},
           {Window::month, month_label(asked)},
           {Window::cumulative, cumulative_label(asked)}},
          {m_to_m, y_on_y, c_to_c},
          Window::cumulative,
          {Window::cumulative, Window::cumulative_last_year}};
}

std::vector<Cell> growth_row(std::vector<Cell> cells, const GrowthColumns& columns, const Windows& windows,
                             const Windows& total) {
  for (const auto& [window, label] : columns.values) cells.push_back(figure_cell(windows[window]));
  for (const auto& rate : columns.rates) cells.push_back(growth_cell(windows[rate.now], windows[rate.before]));
  cells.push_back(share_cell(windows[columns.share], total[columns.share]));
  return cells;
}

/// The members of a universe that the columns show, sorted.
std::vector<Member> growth_members(const TableSpec& spec, const FlowSums& sums, Universe universe,
                                   const GrowthColumns& columns) {
  auto members = sums.members(spec.rows, universe, spec.measure);
  keep_shown(members, columns.shown());
  sort_descending(members, columns.sort);
  return members;
}

void add_member_rows(TableBody& body, const TableSpec& spec, const FlowSums& sums, const GrowthColumns& columns) {
  const auto members = growth_members(spec, sums, spec.universe, columns);
  const Windows total = total_of(members);
  for (const Member& member : members) {
    body.rows.push_back(growth_row(member_texts(member), columns, member.windows, total));
  }
  body.rows.push_back(growth_row(total_texts(spec, spec.total), columns, total, total));
}

/// TOTAL, then the blocks MIGAS and NON MIGAS, which always stand, each with its sectors.
void add_sector_rows(TableBody& body, const TableSpec& spec, const FlowSums& sums, const GrowthColumns& columns) {
  const auto migas = growth_members(spec, sums, Universe::migas, columns);
  const auto nonmigas = growth_members(spec, sums, Universe::nonmigas, columns);
  Windows total = total_of(migas);
  total.add(total_of(nonmigas));
  const auto add_block = [&](const std::string& label, const std::vector<Member>& sectors) {
    body.rows.push_back(growth_row(total_texts(spec, label), columns, total_of(sectors), total));
    for (const Member& sector : sectors) {
      body.rows.push_back(growth_row(member_texts(sector, "- "), columns, sector.windows, total));
    }
  };
  body.rows.push_back(growth_row(total_texts(spec, spec.total), columns, total, total));
  add_block("MIGAS", migas);
  add_block("NON MIGAS", nonmigas);
}

}  // namespace

TableBody growth_table(const TableSpec& spec, const FlowSums& sums) {
  const Period asked = sums.asked();
  const GrowthColumns columns = growth_columns(asked);
  TableBody body;
  body.columns = text_columns(spec);
  for (const auto& [window, label] : columns.values) {
    body.columns.push_back({with_time(spec.value_heading, label), ColumnKind::value});
  }
  for (const auto& rate : columns.rates) body.columns.push_back({rate.label, ColumnKind::percent});
  body.columns.push_back({"Peran (%) " + cumulative_label(asked), ColumnKind::percent});
  if (spec.rows == RowKind::sectors) {
    add_sector_rows(body, spec, sums, columns);
  } else {
    add_member_rows(body, spec, sums, columns);
  }
  if (asked.month != 1) {
    body.notes = missing_month_notes(sums.series(Universe::all), {asked.year - 1, asked.year}, asked.month);
  }
  return body;
}

TableBody share_table(const TableSpec& spec, const FlowSums& sums) {
  const Period asked = sums.asked();
  const bool cumulative = spec.period == SharePeriod::cumulative;
  const Window window = cumulative ? Window::cumulative : Window::month;
  auto members = sums.members(spec.rows, spec.universe, spec.measure);
  keep_shown(members, {window});
  sort_descending(members, {window});
  const Windows total = total_of(members);

  TableBody body;
  body.columns = text_columns(spec);
  const std::string period = cumulative ? cumulative_label(asked) : month_label(asked);
  body.columns.push_back({with_time(spec.value_heading, period), ColumnKind::value});
  body.columns.push_back({"Share (%)", ColumnKind::percent});
  const auto add_row = [&](std::vector<Cell> cells, const Figure& figure) {
    cells.push_back(figure_cell(figure));
    cells.push_back(share_cell(figure, total[window]));
    body.rows.push_back(std::move(cells));
  };
  for (const Member& member : members) add_row(member_texts(member), member[window]);
  add_row(total_texts(spec, spec.total), total[window]);
  if (cumulative) body.notes = missing_month_notes(sums.series(Universe::all), {asked.year}, asked.month);
  return body;
}

TableBody change_table(const TableSpec& spec, const FlowSums& sums) {
  const Period asked = sums.asked();
  // Where the flow has no data at all in the month before, every difference would only be the month itself.
  const bool comparable = sums.series(Universe::all).has(asked.before());
  const auto change = [&](const Windows& windows) {
    return comparable ? difference(windows[Window::month], windows[Window::month_before]) : Figure();
  };
  auto members = sums.members(spec.rows, spec.universe, spec.measure);
  keep_shown(members, {Window::month_before, Window::month});
  std::vector<std::pair<Figure, const Member*>> sorted;
  for (const Member& member : members) sorted.emplace_back(change(member.windows), &member);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return compare(a.first, b.first) > 0; });

  TableBody body;
  body.columns = text_columns(spec);
  body.columns.push_back({with_time(spec.value_heading, month_label(asked.before())), ColumnKind::value});
  body.columns.push_back({with_time(spec.value_heading, month_label(asked)), ColumnKind::value});
  body.columns.push_back({"Peningkatan/Penurunan " + without_time(spec.value_heading), ColumnKind::value});
  body.columns.push_back({"m-to-m (%)", ColumnKind::percent});
  const auto add_row = [&](std::vector<Cell> cells, const Windows& windows) {
    cells.push_back(figure_cell(windows[Window::month_before]));
    cells.push_back(figure_cell(windows[Window::month]));
    cells.push_back(figure_cell(change(windows)));
    cells.push_back(growth_cell(windows[Window::month], windows[Window::month_before]));
    body.rows.push_back(std::move(cells));
  };
  for (const auto& [figure, member] : sorted) add_row(member_texts(*member), member->windows);
  add_row(total_texts(spec, spec.total), total_of(members));
  return body;
}

}  // namespace sipro::trade
