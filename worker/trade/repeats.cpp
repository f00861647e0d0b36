#include "trade/repeats.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <span>

#include "base/parallel.hpp"
#include "trade/row_origin.hpp"

namespace sipro::trade {
namespace {

constexpr std::array<Variable, 4> kKey = {Variable::pelabuhan, Variable::hs, Variable::negara, Variable::provasal};

/// A row that repeats another.
struct Repeat {
  std::uint32_t row;
  std::uint32_t first;
};

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 32U);
}

std::uint64_t bits(double number) {
  // Missing is missing, whatever its bits; -0 is 0.
  if (std::isnan(number)) return std::numeric_limits<std::uint64_t>::max();
  return std::bit_cast<std::uint64_t>(number == 0 ? 0.0 : number);
}

/// Compares rows of one period by a set of text variables, and by weight and value where asked.
class RowComparer {
 public:
  RowComparer(const Dataset& dataset, std::span<const Variable> variables, bool amounts)
      : dataset_(dataset), amounts_(amounts) {
    for (const Variable variable : variables) {
      const Codes& codes = dataset.column(variable).codes;
      if (codes.size() > 0 && !codes.constant()) columns_.push_back(&codes);
    }
  }

  [[nodiscard]] std::uint64_t hash(std::uint32_t row) const {
    std::uint64_t out = 0;
    for (const Codes* codes : columns_) out = mix(out, (*codes)[row]);
    if (amounts_) out = mix(mix(out, bits(dataset_.value_usd[row])), bits(dataset_.weight_kg[row]));
    return out;
  }

  [[nodiscard]] bool equal(std::uint32_t left, std::uint32_t right) const {
    for (const Codes* codes : columns_) {
      if ((*codes)[left] != (*codes)[right]) return false;
    }
    return !amounts_ || (bits(dataset_.value_usd[left]) == bits(dataset_.value_usd[right]) &&
                         bits(dataset_.weight_kg[left]) == bits(dataset_.weight_kg[right]));
  }

 private:
  const Dataset& dataset_;
  bool amounts_;
  std::vector<const Codes*> columns_;
};

std::vector<Repeat> repeats_of(std::span<const std::uint32_t> rows, const RowComparer& comparer) {
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t row = std::numeric_limits<std::uint32_t>::max();  // free
  };
  std::vector<Slot> slots(std::bit_ceil(rows.size() * 2 + 1));
  const std::size_t mask = slots.size() - 1;
  std::vector<Repeat> repeats;
  for (const std::uint32_t row : rows) {
    const std::uint64_t hash = comparer.hash(row);
    const auto tag = static_cast<std::uint32_t>(hash >> 32U);
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
      Slot& slot = slots[at];
      if (slot.row == std::numeric_limits<std::uint32_t>::max()) {
        slot = {tag, row};
        break;
      }
      if (slot.tag == tag && comparer.equal(slot.row, row)) {
        repeats.push_back({row, slot.row});
        break;
      }
    }
  }
  return repeats;
}

/// The stretches of `order` that hold one period each.
std::vector<std::span<const std::uint32_t>> split_by_period(const Dataset& dataset) {
  std::vector<std::span<const std::uint32_t>> parts;
  const auto& order = dataset.order;
  const auto period = [&](std::size_t i) { return Period{dataset.year[order[i]], dataset.month[order[i]]}; };
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && period(end) == period(begin)) ++end;
    parts.emplace_back(order.data() + begin, end - begin);
    begin = end;
  }
  return parts;
}

void tell(Rule rule, const char* variables, std::vector<Repeat> repeats, const Dataset& dataset,
          const RowOrigins& origins, Findings& findings) {
  std::sort(repeats.begin(), repeats.end(),
            [](const Repeat& left, const Repeat& right) { return left.row < right.row; });
  for (const Repeat& repeat : repeats) {
    findings.add(rule, Action::kept, dataset.value_usd[repeat.row], [&] {
      const RowOrigin own = origins.of(repeat.row);
      const RowOrigin first = origins.of(repeat.first);
      return FindingItem{own.file, own.case_number, variables,
                         "sama dengan kasus " + std::to_string(first.case_number) + " " + origins.name(first.file)};
    });
  }
}

}  // namespace

void find_repeats(const Dataset& dataset, unsigned threads, Report& report) {
  RowOrigins origins;
  for (const FileReport& file : report.files) origins.add(file.name, file.read.rows);
  std::vector<Variable> all;
  for (const VariableInfo& variable : variables()) {
    if (!variable.number) all.push_back(variable.variable);
  }
  const RowComparer by_row(dataset, all, true);
  const RowComparer by_key(dataset, kKey, false);
  const auto parts = split_by_period(dataset);
  std::vector<std::vector<Repeat>> found(parts.size() * 2);
  parallel_for(found.size(), threads,
               [&](std::size_t i) { found[i] = repeats_of(parts[i / 2], i % 2 == 0 ? by_row : by_key); });
  std::vector<Repeat> rows;
  std::vector<Repeat> keys;
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::vector<Repeat>& target = i % 2 == 0 ? rows : keys;
    target.insert(target.end(), found[i].begin(), found[i].end());
  }
  Findings findings;
  for (Finding& finding : report.findings) findings.add(std::move(finding));
  tell(Rule::duplicate_row, "semua variabel", std::move(rows), dataset, origins, findings);
  tell(Rule::duplicate_key, "TAHUN, BULAN, PELABUHAN, HS, NEGARA, PROVASAL", std::move(keys), dataset, origins,
       findings);
  report.findings = findings.take();
}

}  // namespace sipro::trade
