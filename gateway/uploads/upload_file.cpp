#include "uploads/upload_file.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/json_fields.hpp"
#include "uploads/purpose.hpp"

namespace sipro::gateway {
namespace {

constexpr std::uint64_t kFactBytes = 64 * 1024;

}  // namespace

std::string to_json(const UploadFact& fact) {
  const boost::json::object value{
      {"id", fact.id},         {"name", fact.name}, {"purpose", fact.purpose},      {"size", fact.size},
      {"sha256", fact.sha256}, {"by", fact.by},     {"created_us", fact.created_us}};
  return boost::json::serialize(value);
}

Result<UploadFact> parse_upload_fact(std::string_view json) {
  std::string problem;
  const auto value = parse_json(json, problem);
  JsonFields fields(value, problem);
  UploadFact fact;
  fact.id = fields.text("id");
  fact.name = fields.text("name");
  fact.purpose = fields.text("purpose");
  fact.size = fields.number<std::uint64_t>("size");
  fact.sha256 = fields.text("sha256");
  fact.by = fields.text("by");
  fact.created_us = fields.number<std::int64_t>("created_us");
  if (!problem.empty()) return Error{Errc::fact_damaged, "upload.json: " + problem};
  return fact;
}

Result<UploadFact> read_upload(storage::Files& files, const storage::Layout& layout, std::string_view district,
                               std::string_view purpose, std::string_view id) {
  if (!storage::is_id(id)) return Error{Errc::not_found, "no upload of this id"};
  const auto text = files.read(layout.district(district) / upload_folder(purpose) / id / "upload.json", kFactBytes);
  if (!text) return text.error();
  return parse_upload_fact(*text);
}

Result<std::vector<UploadFact>> list_uploads(storage::Files& files, const storage::Layout& layout,
                                             std::string_view district, std::string_view purpose) {
  std::vector<UploadFact> uploads;
  const auto entries = files.list(layout.district(district) / upload_folder(purpose));
  if (!entries && entries.error().code == Errc::not_found) return uploads;
  if (!entries) return entries.error();
  for (const storage::Entry& entry : *entries) {
    if (!entry.folder) continue;
    auto fact = read_upload(files, layout, district, purpose, entry.name);
    // Without upload.json it is on its way, or was given up.
    if (!fact && fact.error().code == Errc::not_found) continue;
    if (!fact) return fact.error();
    uploads.push_back(std::move(*fact));
  }
  const auto newer = [](const UploadFact& a, const UploadFact& b) { return a.created_us > b.created_us; };
  std::stable_sort(uploads.begin(), uploads.end(), newer);
  return uploads;
}

}  // namespace sipro::gateway
