// What the synthetic trade consists of: ports, countries, provinces and commodities of schemas/sample, as many as suit
// the number of rows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "trade/flow.hpp"

namespace sipro::pipeline {

/// How wide the trade is spread: a district's six ports, a province's, the country's.
enum class Spread { kabupaten, provinsi, negara };

/// The spread whose real files have about so many rows a flow.
Spread spread_of(std::uint64_t rows);

struct SamplePort {
  std::string code;
  std::string name;
  std::string district;
  std::uint32_t weight = 0;
};

struct SampleCountry {
  std::string code;
  std::string name;
  std::uint32_t weight = 0;
};

struct SampleProvince {
  std::string code;  // empty: not known, as in imports
  std::uint32_t weight = 0;
};

struct SampleCommodity {
  std::string hs;  // 8 digits
  std::string label;
  std::string kind;  // "MIGAS" or "NON MIGAS"
  std::string sector;
  std::string chapter_name;
  double usd_per_tonne = 0;
  double typical_usd = 0;  // median value of a row in a district
  std::uint32_t weight = 0;

  [[nodiscard]] bool oil_and_gas() const { return kind == "MIGAS"; }
  [[nodiscard]] std::string_view chapter() const { return std::string_view(hs).substr(0, 2); }
};

struct Catalogue {
  std::vector<SamplePort> ports;
  std::vector<SampleCountry> countries;  // the most important first
  std::vector<SampleProvince> provinces;
  std::vector<SampleCommodity> commodities;  // by HS
};

/// `origins` false: one province for all goods (a file without PROVASAL must not repeat its keys for it).
Catalogue sample_catalogue(trade::Flow flow, Spread spread, bool origins);

}  // namespace sipro::pipeline
