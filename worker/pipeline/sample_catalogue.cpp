#include "pipeline/sample_catalogue.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

#include "embedded.hpp"

namespace sipro::pipeline {
namespace {

namespace json = boost::json;

json::value definition(std::string_view path) {
  for (const auto& file : schemas::embedded_files()) {
    if (file.path == path) return json::parse({file.text.data(), file.text.size()});
  }
  throw std::logic_error("not embedded: " + std::string(path));
}

std::string text(const json::value& entry, std::string_view key) { return std::string(entry.at(key).as_string()); }

std::uint32_t weight(const json::value& entry, std::string_view key) {
  return entry.at(key).to_number<std::uint32_t>();
}

bool within(std::string_view scope, Spread spread) {
  return scope == "kabupaten" || spread == Spread::negara || (scope == "provinsi" && spread == Spread::provinsi);
}

std::vector<SamplePort> ports(Spread spread) {
  std::vector<SamplePort> out;
  const auto document = definition("sample/ports.json");
  for (const auto& entry : document.as_array()) {
    if (!within(text(entry, "scope"), spread)) continue;
    out.push_back({text(entry, "code"), text(entry, "name"), text(entry, "kabkot"), weight(entry, "weight")});
  }
  return out;
}

/// By Zipf's law in the order of the file, the first, Singapore, twice that, with the last, Indonesia itself, for
/// re-imports only.
std::vector<SampleCountry> countries(trade::Flow flow, Spread spread) {
  const auto document = definition("sample/countries.json");
  const auto& entries = document.as_array();
  const std::size_t wanted = spread == Spread::kabupaten ? 70 : spread == Spread::provinsi ? 110 : entries.size() - 1;
  std::vector<SampleCountry> out;
  for (std::size_t rank = 0; rank < wanted; ++rank) {
    const auto weight = static_cast<std::uint32_t>(1'000'000 / (rank + 1) * (rank == 0 ? 2 : 1));
    out.push_back({text(entries[rank], "code"), text(entries[rank], "name"), weight});
  }
  if (flow == trade::Flow::impor) out.push_back({text(entries.back(), "code"), text(entries.back(), "name"), 4'000});
  return out;
}

std::vector<SampleProvince> provinces(trade::Flow flow, Spread spread, bool origins) {
  if (flow == trade::Flow::impor || !origins) return {{"", 1}};
  std::vector<SampleProvince> out;
  const std::size_t wanted = spread == Spread::kabupaten ? 12 : SIZE_MAX;
  const auto document = definition("sample/provinces.json");
  for (const auto& entry : document.as_array()) {
    if (out.size() < wanted) out.push_back({text(entry, "code"), weight(entry, "weight")});
  }
  return out;
}

/// Country-wide data have thousands of codes: each commodity stands for ten neighbours.
void append_neighbours(std::vector<SampleCommodity>& commodities) {
  const std::size_t own = commodities.size();
  for (std::size_t i = 0; i < own; ++i) {
    for (int step = 10; step < 100; step += 10) {
      SampleCommodity neighbour = commodities[i];
      const int last = (std::stoi(neighbour.hs.substr(6)) + step) % 100;
      neighbour.hs.replace(6, 2, {static_cast<char>('0' + last / 10), static_cast<char>('0' + last % 10)});
      commodities.push_back(std::move(neighbour));
    }
  }
}

std::vector<SampleCommodity> commodities(trade::Flow flow, Spread spread) {
  const auto chapters = definition("hs_chapters.json");
  std::vector<SampleCommodity> out;
  const auto document = definition("sample/commodities.json");
  for (const auto& entry : document.as_array()) {
    SampleCommodity commodity;
    commodity.hs = text(entry, "hs");
    commodity.label = text(entry, "komoditi");
    commodity.kind = text(entry, "jenis");
    commodity.sector = text(entry, "sektor");
    commodity.chapter_name = text(chapters, commodity.chapter());
    commodity.usd_per_tonne = entry.at("usd_per_tonne").to_number<double>();
    commodity.typical_usd = entry.at("typical_usd").to_number<double>();
    commodity.weight = weight(entry, to_string(flow));
    if (commodity.weight > 0) out.push_back(std::move(commodity));
  }
  if (spread == Spread::negara) append_neighbours(out);
  const auto by_hs = [](const SampleCommodity& a, const SampleCommodity& b) { return a.hs < b.hs; };
  const auto same_hs = [](const SampleCommodity& a, const SampleCommodity& b) { return a.hs == b.hs; };
  std::stable_sort(out.begin(), out.end(), by_hs);
  out.erase(std::unique(out.begin(), out.end(), same_hs), out.end());
  return out;
}

}  // namespace

Spread spread_of(std::uint64_t rows) {
  if (rows <= 20'000) return Spread::kabupaten;
  return rows <= 2'000'000 ? Spread::provinsi : Spread::negara;
}

Catalogue sample_catalogue(trade::Flow flow, Spread spread, bool origins) {
  return {ports(spread), countries(flow, spread), provinces(flow, spread, origins), commodities(flow, spread)};
}

}  // namespace sipro::pipeline
