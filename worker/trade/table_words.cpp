#include "trade/table_words.hpp"

#include "base/moment.hpp"
#include "base/text.hpp"
#include "flow_words.hpp"

namespace sipro::trade {
namespace {

std::string short_name(int month) { return std::string(month_short_name(static_cast<unsigned>(month))); }

/// "Feb, Mar".
std::string month_list(const std::vector<int>& months) {
  std::string out;
  for (const int month : months) out += (out.empty() ? "" : ", ") + short_name(month);
  return out;
}

}  // namespace

std::string month_label(Period period) { return short_name(period.month) + " " + std::to_string(period.year); }

std::string cumulative_label(Period period) { return (period.month == 1 ? "" : "Jan - ") + month_label(period); }

std::string with_time(std::string heading, std::string_view time) {
  const auto begin = heading.find('{');
  const auto end = heading.find('}');
  if (begin == std::string::npos || end == std::string::npos) return heading;
  return heading.replace(begin, end - begin + 1, time);
}

std::string without_time(const std::string& heading) { return collapse_blanks(with_time(heading, "")); }

std::string table_heading(const TableSpec& spec, const TableRequest& request, const std::string& country) {
  constexpr std::string_view kMainCountry = "Utama";
  std::string title = spec.title;
  if (const auto at = title.find(kMainCountry); !country.empty() && at != std::string::npos) {
    title.insert(at + kMainCountry.size(), " (" + country + ")");
  }
  const auto month = month_name(static_cast<unsigned>(request.period.month));
  return "Tabel " + std::to_string(spec.number) + ". " + title + ", " + request.office + ", " + std::string(month) +
         " " + std::to_string(request.period.year) + (spec.measure == Measure::weight ? " (Ribu Ton)" : " (Juta US$)");
}

std::string unit_of(Measure measure) {
  return std::string(schemas::unit_of_measure(measure == Measure::weight ? "weight" : "value"));
}

std::vector<std::string> missing_month_notes(const MonthlySeries& flow, const std::vector<int>& years, int last_month) {
  std::vector<std::string> notes;
  for (const int year : years) {
    const auto missing = flow.missing_months(year, last_month);
    if (missing.empty()) continue;
    const std::string what = flow.has_year(year) ? "bulan " + month_list(missing) : "tahun";
    notes.push_back("Data " + what + " " + std::to_string(year) + " tidak ada.");
  }
  return notes;
}

std::string missing_balance_note(Flow flow, const MonthlySeries& series, int year, int last_month, Gaps gaps) {
  const auto missing = series.missing_months(year, last_month);
  if (missing.empty()) return {};
  const std::string months = month_list(missing);
  const std::string when = series.has_year(year) ? "bulan " + months + " " + std::to_string(year)
                                                 : "tahun " + std::to_string(year) + " (" + months + ")";
  return "Data " + std::string(to_string(flow)) + " " + when + " tidak ada" +
         (gaps == Gaps::zero ? ", dihitung 0." : ".");
}

std::string source_note(const TableRequest& request) {
  return "Sumber: BPS " + request.office + " (data diolah), diakses pada " + request.time.in_words();
}

}  // namespace sipro::trade
