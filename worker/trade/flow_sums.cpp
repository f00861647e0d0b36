#include "trade/flow_sums.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace sipro::trade {
namespace {

/// The windows cut into parts that do not overlap, so that each cell is added once.
enum class Bucket : unsigned char { last_year_earlier, last_year_month, earlier, before, month };
using Buckets = std::array<Figure, 5>;

const Figure& at(const Buckets& buckets, Bucket bucket) { return buckets[static_cast<std::size_t>(bucket)]; }

std::optional<Bucket> bucket_of(Period period, Period asked) {
  if (period == asked) return Bucket::month;
  if (period == asked.before()) return Bucket::before;
  if (period.month > asked.month) return std::nullopt;
  if (period.year == asked.year) return Bucket::earlier;
  if (period.year != asked.year - 1) return std::nullopt;
  return period.month == asked.month ? Bucket::last_year_month : Bucket::last_year_earlier;
}

void add_to(Windows& windows, const Buckets& buckets, Period asked) {
  windows[Window::month_last_year].add(at(buckets, Bucket::last_year_month));
  windows[Window::cumulative_last_year].add(at(buckets, Bucket::last_year_earlier));
  windows[Window::cumulative_last_year].add(at(buckets, Bucket::last_year_month));
  windows[Window::month_before].add(at(buckets, Bucket::before));
  windows[Window::month].add(at(buckets, Bucket::month));
  windows[Window::cumulative].add(at(buckets, Bucket::earlier));
  // December is not part of the year that January begins.
  if (asked.month != 1) windows[Window::cumulative].add(at(buckets, Bucket::before));
  windows[Window::cumulative].add(at(buckets, Bucket::month));
}

constexpr std::size_t kChapters = 100;

}  // namespace

/// Sums of one dimension by member and kind. Memory grows with the members that occur, not with the dictionary.
class FlowSums::MemberSums {
 public:
  struct Entry {
    std::uint32_t member = 0;
    bool migas = false;
    Buckets buckets;
  };

  explicit MemberSums(std::size_t members) : slots_(members * 2, kNone) {}

  void add(std::uint32_t member, bool migas, Bucket bucket, const ExactSum& term) {
    std::uint32_t& slot = slots_[std::size_t{member} * 2 + (migas ? 1 : 0)];
    if (slot == kNone) {
      slot = static_cast<std::uint32_t>(entries_.size());
      entries_.push_back({member, migas, {}});
    }
    entries_[slot].buckets[static_cast<std::size_t>(bucket)].add(term);
  }

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> slots_;
  std::vector<Entry> entries_;
};

FlowSums::FlowSums(const Cube& cube, Period asked)
    : cube_(cube),
      asked_(asked),
      series_(flow_series(cube, asked)),
      ports_(std::make_unique<MemberSums>(cube.ports.size())),
      port_weights_(std::make_unique<MemberSums>(cube.ports.size())),
      countries_(std::make_unique<MemberSums>(cube.countries.size())),
      chapters_(std::make_unique<MemberSums>(kChapters)),
      sectors_(std::make_unique<MemberSums>(cube.sectors.size())),
      chapters_of_note_(std::make_unique<MemberSums>(kChapters)) {
  reduce();
  reduce_country_of_note();
}

FlowSums::~FlowSums() = default;

void FlowSums::reduce() {
  for (const PortCell& cell : cube_.port_cells) {
    const auto bucket = bucket_of(cell.period, asked_);
    if (!bucket) continue;
    ports_->add(cell.port, cell.migas, *bucket, cell.value_usd);
    port_weights_->add(cell.port, cell.migas, *bucket, cell.weight_kg);
    sectors_->add(cell.sector, cell.migas, *bucket, cell.value_usd);
  }
  for (const CountryCell& cell : cube_.country_cells) {
    const auto bucket = bucket_of(cell.period, asked_);
    if (!bucket) continue;
    countries_->add(cell.country, cell.migas, *bucket, cell.value_usd);
    chapters_->add(cell.chapter, cell.migas, *bucket, cell.value_usd);
  }
}

void FlowSums::reduce_country_of_note() {
  const Member* note = nullptr;
  const auto countries = members(RowKind::countries, Universe::all, Measure::value);
  for (const Member& country : countries) {
    if (!country[Window::month].present) continue;
    const auto beats = [&](Window window) { return compare(country[window], (*note)[window]); };
    // Countries come by name, so the first of a full tie stays.
    if (note == nullptr || beats(Window::month) > 0 || (beats(Window::month) == 0 && beats(Window::cumulative) > 0)) {
      note = &country;
    }
  }
  if (note == nullptr) return;
  country_of_note_ = note->name;
  std::vector<bool> is_note;
  for (const auto& name : cube_.countries) is_note.push_back(name == note->name);
  for (const CountryCell& cell : cube_.country_cells) {
    if (!is_note[cell.country] || cell.period > asked_) continue;
    series_of_note_.add(cell.period, cell.value_usd);
    if (const auto bucket = bucket_of(cell.period, asked_)) {
      chapters_of_note_->add(cell.chapter, cell.migas, *bucket, cell.value_usd);
    }
  }
}

const FlowSums::MemberSums& FlowSums::sums_of(RowKind rows, Universe universe, Measure measure) const {
  switch (rows) {
    case RowKind::sectors: return *sectors_;
    case RowKind::ports: return measure == Measure::weight ? *port_weights_ : *ports_;
    case RowKind::countries: return *countries_;
    case RowKind::chapters:
    case RowKind::months:
    case RowKind::years:
    case RowKind::balance_lines: break;
  }
  return universe == Universe::country_of_note ? *chapters_of_note_ : *chapters_;
}

Member FlowSums::named(RowKind rows, std::uint32_t member) const {
  if (rows == RowKind::chapters) {
    const auto description = cube_.chapters.find(member);
    return {(member < 10 ? "0" : "") + std::to_string(member),
            description == cube_.chapters.end() ? std::string() : description->second,
            {}};
  }
  const auto& names = rows == RowKind::ports       ? cube_.ports
                      : rows == RowKind::countries ? cube_.countries
                                                   : cube_.sectors;
  return {{}, names[member], {}};
}

std::vector<Member> FlowSums::members(RowKind rows, Universe universe, Measure measure) const {
  std::vector<Member> out;
  std::unordered_map<std::uint32_t, std::size_t> places;
  for (const auto& entry : sums_of(rows, universe, measure).entries()) {
    if (universe == Universe::migas && !entry.migas) continue;
    if (universe == Universe::nonmigas && entry.migas) continue;
    const auto [place, added] = places.emplace(entry.member, out.size());
    if (added) out.push_back(named(rows, entry.member));
    add_to(out[place->second].windows, entry.buckets, asked_);
  }
  std::sort(out.begin(), out.end(), [](const Member& a, const Member& b) { return a.tie() < b.tie(); });
  return out;
}

const MonthlySeries& FlowSums::series(Universe universe) const {
  switch (universe) {
    case Universe::all: return series_.all;
    case Universe::migas: return series_.migas;
    case Universe::nonmigas: return series_.nonmigas;
    case Universe::country_of_note: break;
  }
  return series_of_note_;
}

Windows total_of(const std::vector<Member>& members) {
  Windows total;
  for (const Member& member : members) total.add(member.windows);
  return total;
}

}  // namespace sipro::trade
