#include "trade/naming.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <unordered_map>

#include "base/parallel.hpp"
#include "trade/commodity.hpp"
#include "trade/row_rules.hpp"

namespace sipro::trade {
namespace {

constexpr std::size_t kSlice = 1U << 18U;
constexpr std::uint32_t kNoName = 0;  // the empty text

struct Votes {
  std::uint64_t rows = 0;
  std::uint32_t latest = 0;  // year * 100 + month

  void add(const Votes& other) {
    rows += other.rows;
    latest = std::max(latest, other.latest);
  }
};

constexpr std::uint64_t pair_of(std::uint32_t code, std::uint32_t name) { return (std::uint64_t{code} << 32U) | name; }

using Ballot = std::unordered_map<std::uint64_t, Votes>;  // by code and name

/// Counts the names of a slice of rows. Rows of one code mostly carry one name: the last name of each code is
/// remembered.
Ballot count_votes(const Dataset& dataset, Variable code, Variable name, const std::uint32_t* begin,
                   const std::uint32_t* end) {
  struct Last {
    std::uint32_t name = std::numeric_limits<std::uint32_t>::max();
    Votes* votes = nullptr;
  };
  Ballot ballot;
  const TextColumn& codes = dataset.column(code);
  const TextColumn& names = dataset.column(name);
  std::vector<Last> last(codes.values.size());
  for (const std::uint32_t* row = begin; row != end; ++row) {
    Last& of_code = last[codes.codes[*row]];
    const std::uint32_t own = names.codes[*row];
    if (of_code.name != own) of_code = {own, &ballot[pair_of(codes.codes[*row], own)]};
    ++of_code.votes->rows;
    of_code.votes->latest = std::max(of_code.votes->latest, dataset.year[*row] * 100U + dataset.month[*row]);
  }
  return ballot;
}

/// A code that occurs has an entry; kNoName where none of its rows carries a name.
using ChosenNames = std::map<std::uint32_t, std::uint32_t>;

ChosenNames choose(const Ballot& ballot, const std::vector<std::string>& names) {
  ChosenNames chosen;
  std::map<std::uint32_t, Votes> best;
  for (const auto& [pair, votes] : ballot) {
    const auto code = static_cast<std::uint32_t>(pair >> 32U);
    const auto name = static_cast<std::uint32_t>(pair);
    const auto [at, first] = chosen.try_emplace(code, kNoName);
    if (name == kNoName) continue;
    Votes& leader = best[code];
    const bool wins =
        at->second == kNoName || votes.rows > leader.rows ||
        (votes.rows == leader.rows &&
         (votes.latest > leader.latest || (votes.latest == leader.latest && names[name] < names[at->second])));
    if (!wins) continue;
    at->second = name;
    leader = votes;
  }
  return chosen;
}

/// One code with its names: ports, countries or chapters.
class NameColumn {
 public:
  NameColumn(Dataset& dataset, Variable code, Variable name) : dataset_(dataset), code_(code), name_(name) {}

  void vote(const std::vector<std::uint32_t>& kept, unsigned threads) {
    const std::size_t slices = (kept.size() + kSlice - 1) / kSlice;
    std::vector<Ballot> ballots(slices);
    parallel_for(slices, threads, [&](std::size_t i) {
      const std::uint32_t* begin = kept.data() + i * kSlice;
      ballots[i] = count_votes(dataset_, code_, name_, begin, kept.data() + std::min(kept.size(), (i + 1) * kSlice));
    });
    Ballot all;
    for (const Ballot& ballot : ballots) {
      for (const auto& [pair, votes] : ballot) all[pair].add(votes);
    }
    chosen_ = choose(all, values());
    fill_table();
  }

  /// The row's name: its code's, or for a row without code its own.
  [[nodiscard]] std::uint32_t name_of(std::size_t row) const {
    const std::uint32_t own = dataset_.column(name_).codes[row];
    const std::uint32_t of_code = table_[dataset_.column(code_).codes[row]];
    if (of_code != kOwnName) return of_code;
    return own == kNoName ? unknown_ : own;
  }

  [[nodiscard]] std::uint32_t old_name(std::size_t row) const { return dataset_.column(name_).codes[row]; }
  void set(std::size_t row, std::uint32_t name) { dataset_.column(name_).codes.set(row, name); }
  [[nodiscard]] const std::string& text(std::uint32_t name) const { return dataset_.column(name_).values[name]; }
  [[nodiscard]] Variable variable() const { return name_; }

  /// Names that two or more codes have.
  [[nodiscard]] std::vector<std::uint32_t> shared() const {
    std::map<std::uint32_t, int> codes_of;
    for (const auto& entry : chosen_) {
      if (const std::uint32_t name = table_[entry.first]; name != kOwnName) ++codes_of[name];
    }
    std::vector<std::uint32_t> out;
    for (const auto& [name, codes] : codes_of) {
      if (codes > 1) out.push_back(name);
    }
    return out;
  }

 private:
  static constexpr std::uint32_t kOwnName = std::numeric_limits<std::uint32_t>::max();

  std::vector<std::string>& values() { return dataset_.column(name_).values; }

  std::uint32_t name_for(const std::string& text) {
    if (known_.empty()) {
      for (std::uint32_t i = 0; i < values().size(); ++i) known_.emplace(values()[i], i);
    }
    const auto [at, added] = known_.try_emplace(text, static_cast<std::uint32_t>(values().size()));
    if (added) values().push_back(text);
    return at->second;
  }

  void fill_table() {
    const bool chapters = code_ == Variable::hsdua;
    const std::vector<std::string>& codes = dataset_.column(code_).values;
    table_.assign(codes.size(), kOwnName);
    for (const auto& [code, name] : chosen_) {
      if (codes[code].empty()) continue;
      if (name != kNoName) {
        table_[code] = name;
      } else {
        table_[code] = name_for(chapters ? chapter_name(code + 1) : codes[code]);
      }
    }
    unknown_ = name_for(std::string(kUnknownName));
  }

  Dataset& dataset_;
  Variable code_;
  Variable name_;
  ChosenNames chosen_;
  std::vector<std::uint32_t> table_;  // by code
  std::uint32_t unknown_ = 0;
  std::unordered_map<std::string, std::uint32_t> known_;
};

/// Writes the names of a slice of rows and finds the variants among them: a row counts once.
Findings write_names(std::vector<NameColumn>& columns, const Dataset& dataset, const RowOrigins& origins,
                     const std::uint32_t* begin, const std::uint32_t* end) {
  Findings findings;
  for (const std::uint32_t* at = begin; at != end; ++at) {
    const std::uint32_t row = *at;
    std::optional<FindingItem> item;
    for (NameColumn& column : columns) {
      const std::uint32_t old = column.old_name(row);
      const std::uint32_t name = column.name_of(row);
      if (name == old) continue;
      if (old != kNoName) {
        if (!item) item = FindingItem{origins.of(row).file, origins.of(row).case_number, "", ""};
        const std::string_view separator = item->variable.empty() ? "" : ", ";
        item->variable.append(separator).append(info(column.variable()).name);
        item->value.append(separator).append(column.text(old));
      }
      column.set(row, name);
    }
    if (item) {
      findings.add(Rule::name_variant, Action::corrected, dataset.value_usd[row], [&] { return std::move(*item); });
    }
  }
  return findings;
}

/// name_shared counts names; its value is that of their rows, its item the first row that carries the name.
void find_shared(const NameColumn& column, const Dataset& dataset, const std::vector<std::uint32_t>& kept,
                 const RowOrigins& origins, Findings& findings) {
  std::map<std::uint32_t, Finding> by_name;
  for (const std::uint32_t name : column.shared()) by_name[name];
  if (by_name.empty()) return;
  for (const std::uint32_t row : kept) {
    const auto at = by_name.find(column.old_name(row));
    if (at == by_name.end()) continue;
    Finding& finding = at->second;
    finding.value_usd.add(dataset.value_usd[row]);
    if (finding.count != 0) continue;
    const RowOrigin origin = origins.of(row);
    finding.rule = Rule::name_shared;
    finding.action = Action::kept;
    finding.count = 1;
    finding.items.push_back({origin.file, origin.case_number, info(column.variable()).name, column.text(at->first)});
  }
  for (auto& entry : by_name) findings.add(std::move(entry.second));
}

}  // namespace

void unify_names(Dataset& dataset, const std::vector<std::uint32_t>& kept, const RowOrigins& origins, unsigned threads,
                 Findings& findings) {
  std::vector<NameColumn> columns;
  columns.emplace_back(dataset, Variable::pelabuhan, Variable::pelabuhan1);
  columns.emplace_back(dataset, Variable::negara, Variable::negara2);
  columns.emplace_back(dataset, Variable::hsdua, Variable::hs2);
  for (NameColumn& column : columns) column.vote(kept, threads);

  const std::size_t slices = (kept.size() + kSlice - 1) / kSlice;
  std::vector<Findings> found(slices);
  parallel_for(slices, threads, [&](std::size_t i) {
    found[i] = write_names(columns, dataset, origins, kept.data() + i * kSlice,
                           kept.data() + std::min(kept.size(), (i + 1) * kSlice));
  });
  for (Findings& slice : found) findings.append(std::move(slice));
  for (std::size_t i = 0; i < 2; ++i) find_shared(columns[i], dataset, kept, origins, findings);
}

}  // namespace sipro::trade
