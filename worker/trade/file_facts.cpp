#include "trade/file_facts.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace sipro::trade {
namespace {

constexpr int kFirstYear = 2000;

std::vector<std::uint16_t> year_table(const SourceInput& input, const CodedCells& tahun, int last_year) {
  if (input.file.column(Variable::tahun) || !input.year) {
    return tahun.table<std::uint16_t>([last_year](const SourceValue& value) { return year_of(value, last_year); });
  }
  SourceValue given;
  given.kind = SourceValue::Kind::number;
  given.number = *input.year;
  return {year_of(given, last_year)};
}

}  // namespace

FileFacts::FileFacts(const SourceInput& input, const CleaningOptions& options)
    : bulan(input.file, Variable::bulan),
      tahun(input.file, Variable::tahun),
      kabkot(input.file, Variable::kabkot),
      nilai(input.file, Variable::nilai) {
  months = bulan.table<std::uint8_t>(month_of);
  years = year_table(input, tahun, options.last_year);
  const std::string district = upper(collapse_blanks(options.district));
  elsewhere = kabkot.table<std::uint8_t>([&district](const SourceValue& value) {
    const std::string name = upper(named_text_of(value));
    return static_cast<std::uint8_t>(!district.empty() && !name.empty() && name != district);
  });
  sum_rows(input.file.rows);
}

void FileFacts::sum_rows(std::size_t rows) {
  struct Sums {
    Amount all;
    Amount own;
  };
  const std::size_t years_held = *std::max_element(years.begin(), years.end());
  std::vector<Sums> sums(years_held < kFirstYear ? 1 : (years_held - kFirstYear + 1) * 12 + 1);
  // Index 0 takes the rows without a valid period.
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t month = months[bulan.code(row)];
    const std::size_t year = years[tahun.code(row)];
    Sums& sum = sums[month == 0 || year == 0 ? 0 : (year - kFirstYear) * 12 + month];
    const double value = nilai[row];
    Amount& amount = set_aside(row) ? sum.all : sum.own;
    ++amount.rows;
    if (std::isfinite(value)) amount.value_usd.add(value);
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    Amount own = sums[i].own;
    Amount all = sums[i].all;
    all.rows += own.rows;
    all.value_usd.add(own.value_usd);
    if (all.rows == 0) continue;
    read.rows += all.rows;
    read.value_usd.add(all.value_usd);
    if (i == 0) continue;
    const Period period{kFirstYear + static_cast<int>((i - 1) / 12), static_cast<int>((i - 1) % 12) + 1};
    periods[period] = all;
    if (own.rows > 0) own_periods[period] = own;
  }
}

OverlappingPeriods overlapping_periods(const std::vector<SourceInput>& inputs, const std::vector<FileFacts>& facts) {
  OverlappingPeriods by_period;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    for (const auto& [period, amount] : facts[i].own_periods) {
      by_period[period].push_back({inputs[i].file.name, amount});
    }
  }
  std::erase_if(by_period, [](const auto& entry) { return entry.second.size() < 2; });
  return by_period;
}

}  // namespace sipro::trade
