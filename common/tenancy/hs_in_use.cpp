#include "tenancy/hs_in_use.hpp"

#include <boost/json.hpp>

#include "base/json_fields.hpp"

namespace sipro::tenancy {
namespace {

constexpr std::uint64_t kMaxBytes = 64 << 10;

std::filesystem::path file_of(const storage::Layout& layout) { return layout.config() / "hs.json"; }

}  // namespace

Result<HsInUse> read_hs_in_use(storage::Files& files, const storage::Layout& layout) {
  const auto bytes = files.read(file_of(layout), kMaxBytes);
  if (!bytes && bytes.error().code == Errc::not_found) return HsInUse();
  if (!bytes) return bytes.error();
  std::string problem;
  const auto document = parse_json(*bytes, problem);
  JsonFields fields(document, problem);
  HsInUse in_use;
  in_use.path = fields.text("path");
  if (!in_use.path.starts_with("config/hs/")) fields.fail("path", "must be below config/hs");
  in_use.codes = fields.number<std::uint64_t>("codes");
  in_use.source = fields.text_or("source", "");
  in_use.imported_at = fields.text_or("imported_at", "");
  fields.done();
  if (!problem.empty()) return Error{Errc::fact_damaged, "hs.json: " + problem};
  return in_use;
}

Result<void> write_hs_in_use(storage::Files& files, const storage::Layout& layout, const HsInUse& in_use) {
  const boost::json::object object{
      {"path", in_use.path}, {"codes", in_use.codes}, {"source", in_use.source}, {"imported_at", in_use.imported_at}};
  return files.write_whole(file_of(layout), boost::json::serialize(object) + "\n");
}

}  // namespace sipro::tenancy
