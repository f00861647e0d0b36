#include "tenancy/districts.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <utility>

#include "base/json_fields.hpp"
#include "base/moment.hpp"
#include "base/sha256.hpp"

namespace sipro::tenancy {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::size_t kMaxDistricts = 2'000;
constexpr std::uint64_t kMaxBytes = 4 << 20;
constexpr unsigned kMaxCap = 1'000;
constexpr unsigned kMaxJobsADay = 1'000'000;
constexpr std::uint64_t kMaxQuota = std::uint64_t{1} << 50U;
constexpr std::size_t kVersionsKept = 10;
constexpr std::string_view kFileName = "districts.json";
constexpr std::string_view kHashHead = "$argon2id$";
constexpr std::chrono::minutes kHour = std::chrono::hours(1);

std::chrono::minutes offset_of(std::string_view zone) {
  if (zone == "WITA") return 8 * kHour;
  return (zone == "WIT" ? 9 : 7) * kHour;
}

std::string code_hash(JsonFields& fields, std::string_view key) {
  std::string hash = fields.text_or(key, "");
  if (!hash.empty() && hash.substr(0, kHashHead.size()) != kHashHead) {
    fields.fail(key, "must be an argon2id hash; set it with: sipro-admin district code");
  }
  return hash;
}

std::string outside_link(JsonFields& fields, std::string_view key) {
  std::string url = fields.text_or(key, "");
  if (!url.empty() && !is_https_url(url)) fields.fail(key, "must begin with https:// and hold no blanks");
  return url;
}

std::string whatsapp_number(JsonFields& fields) {
  std::string number = fields.text_or("contact_whatsapp", "");
  if (!number.empty() && !is_whatsapp_number(number)) {
    fields.fail("contact_whatsapp", "must be 8 to 15 digits that begin with the country's code, such as 6281234567890");
  }
  return number;
}

District read_district(JsonFields fields) {
  District district;
  district.id = fields.text("id");
  if (!storage::is_district_id(district.id)) {
    fields.fail("id", "must be 1 to 16 of 0-9, a-z and -, and not \"config\"");
  }
  district.name = fields.text("name");
  if (district.name.empty()) fields.fail("name", "must not be empty");
  district.role =
      fields.word_or("role", {"district", "province"}, "district") == "province" ? Role::province : Role::district;
  district.kabkot = fields.text_or("kabkot", "");
  if (district.role == Role::district && district.kabkot.empty()) {
    fields.fail("kabkot", "must be the KABKOT of the district's own rows, as the data write it");
  }
  if (district.role == Role::province && !district.kabkot.empty())
    fields.fail("kabkot", "must be empty for a province");
  district.offset = offset_of(fields.word_or("zone", {"WIB", "WITA", "WIT"}, "WIB"));
  district.cap = fields.number_or<unsigned>("cap", district.cap, 1, kMaxCap);
  district.jobs_a_day = fields.number_or<unsigned>("jobs_a_day", 0, 0, kMaxJobsADay);
  district.quota_bytes = fields.number_or<std::uint64_t>("quota_bytes", 0, 0, kMaxQuota);
  district.uploads_days = fields.number_or<unsigned>("uploads_days", 0, 0, kMaxUploadsDays);
  district.jobs_months = fields.number_or<unsigned>("jobs_months", 0, 0, kMaxJobsMonths);
  district.province = fields.text_or("province", "");
  district.shared = fields.flag_or("shared", false);
  if (!district.province.empty() && district.role == Role::province) {
    fields.fail("province", "must be absent from a province");
  }
  district.contact_name = fields.text_or("contact_name", "");
  district.contact_whatsapp = whatsapp_number(fields);
  district.historis_url = outside_link(fields, "historis_url");
  district.publikasi_url = outside_link(fields, "publikasi_url");
  district.login_hash = code_hash(fields, "login_hash");
  district.feature_hash = code_hash(fields, "feature_hash");
  fields.done();
  return district;
}

/// "districts-2025-06-20T034600.123456Z-9f86d081.json": names sort by time.
std::string kept_name(std::chrono::system_clock::time_point written, std::string_view content_hash) {
  const auto micros = std::chrono::floor<std::chrono::microseconds>(written);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(micros);
  std::string stamp = Moment{seconds, std::chrono::minutes(0)}.iso8601().substr(0, 19);
  stamp.erase(std::remove(stamp.begin(), stamp.end(), ':'), stamp.end());
  std::string fraction = std::to_string((micros - seconds).count());
  fraction.insert(0, 6 - fraction.size(), '0');
  return "districts-" + stamp + "." + fraction + "Z-" + std::string(content_hash.substr(0, 8)) + ".json";
}

/// Keeps the version that is about to be replaced, if there is one.
Result<void> keep_version(storage::Files& files, const fs::path& config) {
  const fs::path path = config / kFileName;
  const auto bytes = files.read(path, kMaxBytes);
  if (!bytes && bytes.error().code == Errc::not_found) return {};
  if (!bytes) return bytes.error();
  const auto status = files.status(path);
  if (!status) return status.error();
  auto kept = files.write_new(config / kept_name(status->modified, sha256_of(*bytes)), *bytes);
  if (!kept && kept.error().code == Errc::already_exists) return {};
  return kept;
}

Result<void> remove_old_versions(storage::Files& files, const fs::path& config) {
  const auto entries = files.list(config);
  if (!entries) return entries.error();
  std::vector<std::string> names;
  for (const auto& entry : *entries) {
    if (entry.name.rfind("districts-", 0) == 0) names.push_back(entry.name);
  }
  while (names.size() > kVersionsKept) {
    if (auto removed = files.remove(config / names.front()); !removed) return removed;
    names.erase(names.begin());
  }
  return {};
}

/// 0: as `other`.
Keeping own_or(unsigned uploads_days, unsigned jobs_months, const Keeping& other) {
  return {uploads_days > 0 ? uploads_days : other.uploads_days, jobs_months > 0 ? jobs_months : other.jobs_months};
}

}  // namespace

bool is_https_url(std::string_view text) {
  static constexpr std::string_view kHead = "https://";
  static constexpr std::size_t kMost = 2'000;
  const auto plain = [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\'; };
  return text.size() > kHead.size() && text.size() <= kMost && text.substr(0, kHead.size()) == kHead &&
         std::all_of(text.begin(), text.end(), plain);
}

bool is_whatsapp_number(std::string_view text) {
  static constexpr std::size_t kLeast = 8;
  static constexpr std::size_t kMost = 15;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() >= kLeast && text.size() <= kMost && text.front() != '0' &&
         std::all_of(text.begin(), text.end(), digit);
}

const District* Districts::find(std::string_view id) const {
  const auto found = std::lower_bound(districts.begin(), districts.end(), id,
                                      [](const District& district, std::string_view key) { return district.id < key; });
  return found != districts.end() && found->id == id ? &*found : nullptr;
}

Keeping Districts::keeping() const { return own_or(uploads_days, jobs_months, {}); }

Result<Districts> parse_districts(std::string_view text) {
  std::string problem;
  const json::value document = parse_json(text, problem);
  JsonFields fields(document, problem);
  Districts out;
  out.uploads_days = fields.number_or<unsigned>("uploads_days", 0, 0, kMaxUploadsDays);
  out.jobs_months = fields.number_or<unsigned>("jobs_months", 0, 0, kMaxJobsMonths);
  for (const json::value& value : fields.list("districts", kMaxDistricts)) {
    out.districts.push_back(read_district(fields.element("districts", value)));
    District& district = out.districts.back();
    district.keeping = own_or(district.uploads_days, district.jobs_months, out.keeping());
  }
  fields.done();
  auto& list = out.districts;
  std::sort(list.begin(), list.end(), [](const District& a, const District& b) { return a.id < b.id; });
  const auto twin =
      std::adjacent_find(list.begin(), list.end(), [](const District& a, const District& b) { return a.id == b.id; });
  if (twin != list.end()) fields.fail("districts", "has the id \"" + twin->id + "\" twice");
  for (const District& district : list) {
    if (district.province.empty()) continue;
    const District* province = out.find(district.province);
    if (province == nullptr || province->role != Role::province) {
      fields.fail("province",
                  "of " + district.id + " must be the id of a province: \"" + district.province + "\" is none");
    }
  }
  if (!problem.empty()) return Error{Errc::config_invalid, "districts.json: " + problem};
  out.content_hash = sha256_of(text);
  return out;
}

std::string to_json(const Districts& districts) {
  std::string out = "{";
  if (districts.uploads_days > 0) out += "\"uploads_days\": " + std::to_string(districts.uploads_days) + ", ";
  if (districts.jobs_months > 0) out += "\"jobs_months\": " + std::to_string(districts.jobs_months) + ", ";
  out += "\"districts\": [";
  std::string_view separator = "\n  ";
  for (const District& district : districts.districts) {
    json::object object{{"id", district.id}, {"name", district.name}};
    if (!district.kabkot.empty()) object["kabkot"] = district.kabkot;
    object["role"] = district.role == Role::province ? "province" : "district";
    const std::string_view zone = Moment{{}, district.offset}.zone();
    object["zone"] = json::string_view(zone.data(), zone.size());
    object["cap"] = district.cap;
    if (district.jobs_a_day > 0) object["jobs_a_day"] = district.jobs_a_day;
    if (district.quota_bytes > 0) object["quota_bytes"] = district.quota_bytes;
    if (district.uploads_days > 0) object["uploads_days"] = district.uploads_days;
    if (district.jobs_months > 0) object["jobs_months"] = district.jobs_months;
    if (district.shared) object["shared"] = true;
    const auto put = [&object](std::string_view key, const std::string& value) {
      if (!value.empty()) object[json::string_view(key.data(), key.size())] = value;
    };
    put("province", district.province);
    put("contact_name", district.contact_name);
    put("contact_whatsapp", district.contact_whatsapp);
    put("historis_url", district.historis_url);
    put("publikasi_url", district.publikasi_url);
    put("login_hash", district.login_hash);
    put("feature_hash", district.feature_hash);
    out.append(separator).append(json::serialize(object));
    separator = ",\n  ";
  }
  return out + "\n]}\n";
}

Result<Districts> read_districts(storage::Files& files, const storage::Layout& layout) {
  const auto bytes = files.read(layout.config() / kFileName, kMaxBytes);
  if (!bytes) return bytes.error();
  return parse_districts(*bytes);
}

Result<void> write_districts(storage::Files& files, const storage::Layout& layout, const Districts& districts) {
  const std::string bytes = to_json(districts);
  if (const auto back = parse_districts(bytes); !back) return back.error();
  const fs::path config = layout.config();
  if (auto made = files.make_folders(config); !made) return made;
  if (auto kept = keep_version(files, config); !kept) return kept;
  if (auto written = files.write_whole(config / kFileName, bytes); !written) return written;
  return remove_old_versions(files, config);
}

}  // namespace sipro::tenancy
