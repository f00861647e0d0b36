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
  const std::size_t last_year = *std::max_element(years.begin(), years.end());
  // Index 0 takes the rows without a valid period.
  std::vector<Amount> sums(last_year < kFirstYear ? 1 : (last_year - kFirstYear + 1) * 12 + 1);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t month = months[bulan.code(row)];
    const std::size_t year = years[tahun.code(row)];
    Amount& amount = sums[month == 0 || year == 0 ? 0 : (year - kFirstYear) * 12 + month];
    ++amount.rows;
    if (const double value = nilai[row]; std::isfinite(value)) amount.value_usd.add(value);
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (sums[i].rows == 0) continue;
    read.rows += sums[i].rows;
    read.value_usd.add(sums[i].value_usd);
    const Period period{kFirstYear + (static_cast<int>(i) - 1) / 12, (static_cast<int>(i) - 1) % 12 + 1};
    if (i > 0) periods[period] = sums[i];
  }
}

OverlappingPeriods overlapping_periods(const std::vector<SourceInput>& inputs, const std::vector<FileFacts>& facts) {
  OverlappingPeriods by_period;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    for (const auto& [period, amount] : facts[i].periods) {
      by_period[period].push_back({inputs[i].file.name, amount});
    }
  }
  std::erase_if(by_period, [](const auto& entry) { return entry.second.size() < 2; });
  return by_period;
}

}  // namespace sipro::trade
