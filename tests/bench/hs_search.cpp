// How long the HS search takes on a whole master. Usage: hs_search CSV
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "content/hs_index.hpp"
#include "tenancy/hs_table.hpp"

namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}

}  // namespace

int main(int argc, char** argv) {
  static constexpr int kTimes = 500;
  std::ifstream in(argc == 2 ? argv[1] : "", std::ios::binary);
  const std::string csv(std::istreambuf_iterator<char>(in), {});
  const auto table = sipro::tenancy::parse_hs(csv);
  if (!table) {
    std::fprintf(stderr, "hs_search CSV: %s\n", table.error().context.c_str());
    return 2;
  }
  std::vector<sipro::gateway::HsRow> rows;
  for (const auto& [code, text] : *table) rows.push_back({code, text.uraian_id, text.description_en});
  const auto begun = Clock::now();
  const sipro::gateway::HsIndex index(std::move(rows));
  std::printf("index of %zu codes: %.1f ms\n", index.size(), ms_since(begun));
  for (const char* query :
       {"", "a", "lain", "ikan segar", "0302", "27", "fish fresh chilled frozen dried", "lain-lain of other"}) {
    std::vector<double> times;
    std::size_t found = 0;
    for (int i = 0; i < kTimes; ++i) {
      const auto asked = Clock::now();
      found = index.find(query, 0).rows.size();
      times.push_back(ms_since(asked));
    }
    std::sort(times.begin(), times.end());
    std::printf("%-34s %6zu found  p50 %.3f ms  p99 %.3f ms  max %.3f ms\n", query, found, times[kTimes / 2],
                times[kTimes * 99 / 100], times.back());
  }
  return 0;
}
