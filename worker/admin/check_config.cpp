#include <algorithm>

#include "admin/doctor_checks.hpp"
#include "admin/figures.hpp"
#include "tenancy/districts.hpp"
#include "tenancy/hs_in_use.hpp"

namespace sipro::admin {
namespace {

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
