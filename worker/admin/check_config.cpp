#include <algorithm>

#include "admin/doctor_checks.hpp"
#include "admin/figures.hpp"
#include "tenancy/districts.hpp"
#include "tenancy/hs_in_use.hpp"

namespace sipro::admin {
namespace {

/// A hash takes 20 ms, so only the districts that the handbook's codes are made for are looked at.
void check_demo_codes(const tenancy::Districts& districts, Findings& findings) {
  std::string with;
  for (const std::string& code : tenancy::demo_codes()) {
    const auto* district = districts.find(std::string_view(code).substr(code.size() - std::size_t{4}));
    if (district == nullptr) continue;
    const bool opens =
        tenancy::verify_code(code, district->login_hash) || tenancy::verify_code(code, district->feature_hash);
    if (opens && with.find(district->id) == std::string::npos) with += (with.empty() ? "" : ", ") + district->id;
  }
  if (with.empty()) return;
  findings.warn("the handbook's public codes open " + with + "; gateways take them from this machine only",
                "sipro-admin district code ID --login, and --feature");
}

void check_districts(const storage::JobFiles& files, Findings& findings) {
  const auto districts = tenancy::read_districts(files.files(), files.layout());
  if (!districts && districts.error().code == Errc::not_found) {
    findings.fail("no district yet", "sipro-admin district add ID --name NAME --kabkot KABKOT");
    return;
  }
  if (!districts) {
    findings.fail(districts.error().context,
                  "gateways go on with what they had read; mend the file, or copy the newest "
                  "config/districts-<time>.json over config/districts.json");
    return;
  }
  if (districts->districts.empty()) {
    findings.fail("districts.json holds no district", "sipro-admin district add ID --name NAME --kabkot KABKOT");
    return;
  }
  findings.ok("districts.json is valid: " + count_of(districts->districts.size(), "district"));
  std::string without;
  for (const auto& district : districts->districts) {
    if (district.login_hash.empty()) without += (without.empty() ? "" : ", ") + district.id;
  }
  if (!without.empty()) {
    findings.warn("nobody can log in to " + without, "sipro-admin district code ID --login");
  }
  check_demo_codes(*districts, findings);
}

void check_hs(const storage::JobFiles& files, Findings& findings) {
  const auto in_use = tenancy::read_hs_in_use(files.files(), files.layout());
  if (!in_use) {
    findings.fail(in_use.error().context, "import the HS master again: sipro-admin hs import CSV");
    return;
  }
  if (in_use->path.empty()) {
    findings.warn("no HS master is imported: codes are not checked against it", "sipro-admin hs import CSV");
    return;
  }
  const auto hash = files.files().hash(files.layout().root() / in_use->path);
  if (!hash || in_use->path != "config/hs/" + hash->sha256 + ".csv") {
    findings.fail(in_use->path + (hash ? " was changed" : " can't be read"),
                  "import the HS master again: sipro-admin hs import CSV");
    return;
  }
  findings.ok("HS master: " + count_of(in_use->codes, "code") + ", from " + in_use->source);
}

}  // namespace

std::vector<Finding> check_config(const storage::JobFiles& files) {
  Findings findings("config");
  check_districts(files, findings);
  check_hs(files, findings);
  return findings.take();
}

}  // namespace sipro::admin
