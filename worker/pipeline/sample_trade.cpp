#include "pipeline/sample_trade.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace sipro::pipeline {
namespace {

using trade::Period;
using trade::Variable;

/// What a random number is for: equal places in two streams never share their numbers.
enum class Purpose : std::uint64_t {
  month_rows,
  lane_draws,
  lane_order,
  lane_size,
  lane_activity,
  member_gaps,
  season,
  rows
};

constexpr int kOctave = 256;
constexpr std::array<Variable, 6> kCommodityTexts = {Variable::hs,    Variable::hsdua,  Variable::hs2,
                                                     Variable::jenis, Variable::sektor, Variable::komoditi};
constexpr std::array<Variable, 4> kPortTexts = {Variable::pelabuhan, Variable::pelabuhan1, Variable::kabkot,
                                                Variable::propinsi};
constexpr std::array<Variable, 2> kCountryTexts = {Variable::negara, Variable::negara2};
constexpr std::array<Variable, 1> kProvinceTexts = {Variable::provasal};

std::uint64_t number_of(Period period) { return static_cast<std::uint64_t>(period.year * 12 + period.month - 1); }

Period after(Period period) {
  return period.month == 12 ? Period{period.year + 1, 1} : Period{period.year, period.month + 1};
}

template <class Members>
std::vector<std::uint32_t> cumulated(const Members& members) {
  std::vector<std::uint32_t> out;
  out.reserve(members.size());
  std::uint32_t sum = 0;
  for (const auto& member : members) out.push_back(sum += member.weight);
  return out;
}

/// A member by its weight, or each as likely as the others.
std::uint16_t draw(std::span<const std::uint32_t> steps, bool evenly, Random& random) {
  if (evenly) return static_cast<std::uint16_t>(random.below(static_cast<std::uint32_t>(steps.size())));
  const auto place = std::upper_bound(steps.begin(), steps.end(), random.below(steps.back()));
  return static_cast<std::uint16_t>(place - steps.begin());
}

/// A district's rows are large, a country's many; the total grows more slowly than the number of rows.
int row_size(std::uint64_t rows) {
  int doublings = 0;
  for (std::uint64_t size = 1250; size * 2 <= rows; size *= 2) ++doublings;
  return -doublings * kOctave * 9 / 20;
}

/// The first two of the catalogue's countries, Singapore and Malaysia, trade more in each lane too. 1/256 octaves.
int neighbour_bonus(std::size_t country) { return country == 0 ? kOctave * 3 / 2 : country == 1 ? kOctave * 3 / 4 : 0; }

double to_cents(double value) { return static_cast<double>(std::llround(value * 100)) / 100; }

}  // namespace

SampleTrade::SampleTrade(TradeRequest request) : request_(std::move(request)), row_size_(row_size(request_.rows)) {
  const bool origins = std::find(request_.kept.begin(), request_.kept.end(), Variable::provasal) != request_.kept.end();
  catalogue_ = sample_catalogue(request_.flow, spread_of(request_.rows), origins);
  port_steps_ = cumulated(catalogue_.ports);
  country_steps_ = cumulated(catalogue_.countries);
  commodity_steps_ = cumulated(catalogue_.commodities);
  province_steps_ = cumulated(catalogue_.provinces);
  for (std::size_t i = 0; i < catalogue_.commodities.size(); ++i) {
    if (catalogue_.commodities[i].hs.front() == '0') leading_zero_.push_back(static_cast<std::uint16_t>(i));
  }
  fill_dictionary();
  spread_rows_over_months();
  std::uint64_t most = 0;
  for (const auto& month : months_) most = std::max(most, month.rows);
  make_lanes(most + most * 6 / 10 + 250);
}

void SampleTrade::spread_rows_over_months() {
  std::vector<std::uint64_t> weights;
  for (Period period = request_.from; period <= request_.to; period = after(period)) {
    months_.push_back({period, 0, 0});
    weights.push_back(900 + mixed(request_.seed, Purpose::month_rows, request_.flow, number_of(period)) % 200);
  }
  const std::uint64_t all = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  std::uint64_t weight_before = 0;
  for (std::size_t i = 0; i < months_.size(); ++i) {
    months_[i].first_row = request_.rows * weight_before / all;
    weight_before += weights[i];
    months_[i].rows = request_.rows * weight_before / all - months_[i].first_row;
  }
}

SampleTrade::Lane SampleTrade::draw_lane(Random& random, bool evenly) const {
  Lane lane;
  lane.port = draw(port_steps_, evenly, random);
  lane.commodity = draw(commodity_steps_, evenly, random);
  // Few countries trade in oil and gas.
  const std::size_t partners =
      catalogue_.commodities[lane.commodity].oil_and_gas() ? country_steps_.size() / 7 : country_steps_.size();
  lane.country = draw(std::span(country_steps_).first(partners), evenly, random);
  lane.province = draw(province_steps_, evenly, random);
  return lane;
}

std::uint64_t SampleTrade::key(const Lane& lane) const {
  std::uint64_t key = lane.port;
  key = key * catalogue_.commodities.size() + lane.commodity;
  key = key * catalogue_.countries.size() + lane.country;
  return key * catalogue_.provinces.size() + lane.province;
}

SampleTrade::Lane SampleTrade::lane_of(std::uint64_t key) const {
  const auto take = [&key](std::size_t members) {
    const auto member = static_cast<std::uint16_t>(key % members);
    key /= members;
    return member;
  };
  Lane lane;
  lane.province = take(catalogue_.provinces.size());
  lane.country = take(catalogue_.countries.size());
  lane.commodity = take(catalogue_.commodities.size());
  lane.port = take(catalogue_.ports.size());
  return lane;
}

/// Draws keys until enough are distinct: by weight first, then evenly, since the skewed ones soon repeat.
void SampleTrade::make_lanes(std::size_t wanted) {
  constexpr int kWeightedRounds = 3;
  constexpr int kRounds = 16;
  const std::uint64_t stream = mixed(request_.seed, Purpose::lane_draws, request_.flow);
  Random random(stream);
  std::vector<std::uint64_t> keys;
  for (int round = 0; round < kRounds && keys.size() < wanted; ++round) {
    const std::size_t draws = (wanted - keys.size()) * 5 / 4 + 16;
    for (std::size_t i = 0; i < draws; ++i) keys.push_back(key(draw_lane(random, round >= kWeightedRounds)));
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  }
  const std::uint64_t order = mixed(request_.seed, Purpose::lane_order, request_.flow);
  std::sort(keys.begin(), keys.end(),
            [order](std::uint64_t a, std::uint64_t b) { return mixed(order ^ a) < mixed(order ^ b); });
  if (keys.size() > wanted) keys.resize(wanted);
  const std::uint64_t sizes = mixed(request_.seed, Purpose::lane_size, request_.flow);
  for (const std::uint64_t lane_key : keys) {
    Lane lane = lane_of(lane_key);
    const bool oil_and_gas = catalogue_.commodities[lane.commodity].oil_and_gas();
    const int deviation = oil_and_gas ? kOctave * 8 / 10 : kOctave * 18 / 10;
    const int luck = std::clamp(Random(mixed(sizes, lane_key)).bell(), -2 * 256, 2 * 256);
    lane.size = luck * deviation / 256 + neighbour_bonus(lane.country);
    lanes_.push_back(lane);
  }
}

void SampleTrade::fill_dictionary() {
  dictionary_.kept = request_.kept;
  const auto codes = [this](auto variables, auto... texts) {
    std::array<std::uint32_t, 6> out{};
    std::size_t i = 0;
    ((out[i] = dictionary_[variables[i]].code(texts), ++i), ...);
    return out;
  };
  for (const auto& port : catalogue_.ports) {
    port_cells_.push_back(codes(kPortTexts, port.code, port.name, port.district, port.code.substr(0, 2)));
  }
  for (const auto& country : catalogue_.countries)
    country_cells_.push_back(codes(kCountryTexts, country.code, country.name));
  for (const auto& province : catalogue_.provinces) province_cells_.push_back(codes(kProvinceTexts, province.code));
  for (const auto& commodity : catalogue_.commodities) {
    commodity_cells_.push_back(codes(kCommodityTexts, commodity.hs, commodity.chapter(), commodity.chapter_name,
                                     commodity.kind, commodity.sector, commodity.label));
  }
}

/// Members but the strongest are absent in some months; crude oil in every other one.
bool SampleTrade::absent(const Lane& lane, Period period) const {
  const auto chance = [&](std::uint64_t member, std::uint64_t per_mille) {
    return mixed(request_.seed, Purpose::member_gaps, request_.flow, number_of(period), member) % 1000 < per_mille;
  };
  const SampleCommodity& commodity = catalogue_.commodities[lane.commodity];
  if (lane.port > 0 && chance(1'000U + lane.port, 40)) return true;
  if (lane.country > 4 && chance(2'000U + lane.country, 60)) return true;
  if (commodity.sector == "MINYAK MENTAH") return chance(3'000U, 500);
  return !commodity.oil_and_gas() &&
         chance(4'000U + static_cast<unsigned>(std::stoi(std::string(commodity.chapter()))), 50);
}

/// The lanes with a row in the month, in the order of lanes_: large ones nearly always, small ones now and then. Only
/// where the catalogue has fewer lanes than the month has rows does a lane come twice.
std::vector<std::uint32_t> SampleTrade::active_lanes(const TradeMonth& month) const {
  struct Candidate {
    std::int32_t score;
    std::uint32_t lane;
  };
  constexpr std::int32_t kAbsent = -1'000'000;
  const std::uint64_t stream = mixed(request_.seed, Purpose::lane_activity, request_.flow, number_of(month.period));
  std::vector<Candidate> candidates;
  candidates.reserve(lanes_.size());
  for (std::uint32_t i = 0; i < lanes_.size(); ++i) {
    const std::int32_t noise = Random(mixed(stream ^ i)).bell() * 2;
    const std::int32_t regular = catalogue_.commodities[lanes_[i].commodity].oil_and_gas() ? 2 * kOctave : 0;
    candidates.push_back({lanes_[i].size + regular + noise + (absent(lanes_[i], month.period) ? kAbsent : 0), i});
  }
  const auto stronger = [](const Candidate& a, const Candidate& b) {
    return std::pair(b.score, a.lane) < std::pair(a.score, b.lane);
  };
  const std::size_t chosen = std::min<std::size_t>(candidates.size(), month.rows);
  std::nth_element(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(chosen), candidates.end(),
                   stronger);
  std::vector<std::uint32_t> out;
  out.reserve(month.rows);
  for (std::size_t i = 0; i < chosen; ++i) out.push_back(candidates[i].lane);
  std::sort(out.begin(), out.end());
  for (std::size_t i = 0; out.size() < month.rows; ++i) out.push_back(out[i]);
  return out;
}

void SampleTrade::set_commodity(SampleRow& row, std::size_t commodity) const {
  for (std::size_t i = 0; i < kCommodityTexts.size(); ++i) row[kCommodityTexts[i]] = commodity_cells_[commodity][i];
}

SampleRow SampleTrade::row_of(const Lane& lane, Period period, Random& random) const {
  const SampleCommodity& commodity = catalogue_.commodities[lane.commodity];
  SampleRow row;
  row.month = static_cast<std::uint8_t>(period.month);
  row.year = static_cast<std::uint16_t>(period.year);
  set_commodity(row, lane.commodity);
  for (std::size_t i = 0; i < kPortTexts.size(); ++i) row[kPortTexts[i]] = port_cells_[lane.port][i];
  for (std::size_t i = 0; i < kCountryTexts.size(); ++i) row[kCountryTexts[i]] = country_cells_[lane.country][i];
  row[kProvinceTexts[0]] = province_cells_[lane.province][0];

  const auto chapter = static_cast<std::uint64_t>((commodity.hs[0] - '0') * 10 + commodity.hs[1] - '0');
  const int swing = commodity.oil_and_gas() ? kOctave / 6 : kOctave / 3;
  const int season =
      static_cast<int>(mixed(chapter, Purpose::season, period.month) % static_cast<unsigned>(2 * swing)) - swing;
  const int trend = (period.year - 2023) * kOctave / 16;
  row.value_usd = std::max(
      1.0, to_cents(commodity.typical_usd * octaves(lane.size + row_size_ + season + trend + random.bell() / 2)));
  const double weight_kg = row.value_usd / commodity.usd_per_tonne * 1000 * octaves(random.bell() / 8);
  row.weight_kg = weight_kg < 1000 ? std::max(0.01, to_cents(weight_kg)) : static_cast<double>(std::llround(weight_kg));
  return row;
}

std::optional<Dirt> SampleTrade::dirt_of(std::uint64_t row) const {
  const auto per_million = static_cast<std::uint64_t>(std::llround(request_.dirt_percent * 10'000));
  const std::uint64_t before = row * per_million / 1'000'000;
  const std::uint64_t after_it = (row + 1) * per_million / 1'000'000;
  if (before == after_it || request_.dirt_kinds.empty()) return std::nullopt;
  return request_.dirt_kinds[before % request_.dirt_kinds.size()];
}

std::uint64_t SampleTrade::append(const TradeMonth& month, SampleColumns& columns) const {
  Random random(mixed(request_.seed, Purpose::rows, request_.flow, number_of(month.period)));
  std::optional<SampleRow> clean;
  std::uint64_t dirty = 0;
  std::uint64_t number = month.first_row;
  for (const std::uint32_t lane : active_lanes(month)) {
    SampleRow row = row_of(lanes_[lane], month.period, random);
    if (const auto dirt = dirt_of(number++)) {
      if (needs_leading_zero(*dirt))
        set_commodity(row, leading_zero_[random.below(static_cast<std::uint32_t>(leading_zero_.size()))]);
      soil(*dirt, row, clean ? &*clean : nullptr, columns, random);
      ++dirty;
    } else {
      clean = row;
    }
    columns.append(row);
  }
  return dirty;
}

}  // namespace sipro::pipeline
