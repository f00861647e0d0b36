// Any text as districts.json and as hs.json. What is taken reads back as the same from what we write, and is what the
// gateway and the workers may rely on; what is refused is told to the operator.
#include <string>

#include "fuzz/require.hpp"
#include "tenancy/districts.hpp"
#include "tenancy/hs_in_use.hpp"

namespace {

using namespace sipro;

void check(const tenancy::District& district, const tenancy::Districts& all) {
  require(storage::is_district_id(district.id) && !district.name.empty());
  require(all.find(district.id) == &district);
  require(district.cap >= 1);
  require((district.role == tenancy::Role::province) == district.kabkot.empty());
  require(district.historis_url.empty() || tenancy::is_https_url(district.historis_url));
  require(district.contact_whatsapp.empty() || tenancy::is_whatsapp_number(district.contact_whatsapp));
  if (district.province.empty()) return;
  const tenancy::District* province = all.find(district.province);
  require(province != nullptr && province->role == tenancy::Role::province);
}

void check_districts(std::string_view text) {
  const auto districts = tenancy::parse_districts(text);
  if (!districts) {
    require(districts.error().code == Errc::config_invalid && !districts.error().context.empty());
    return;
  }
  for (const tenancy::District& district : districts->districts) check(district, *districts);
  const auto again = tenancy::parse_districts(tenancy::to_json(*districts));
  require(again && again->districts == districts->districts);
}

void check_hs(std::string_view text) {
  const auto in_use = tenancy::parse_hs_in_use(text);
  if (!in_use) {
    require(in_use.error().code == Errc::fact_damaged);
    return;
  }
  require(stays_below(in_use->path) && in_use->path.starts_with("config/hs/"));
  const auto again = tenancy::parse_hs_in_use(tenancy::to_json(*in_use));
  require(again && *again == *in_use);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  check_districts(text_of(bytes, size));
  check_hs(text_of(bytes, size));
  return 0;
}
