#include "tenancy/hs_in_use.hpp"

#include <boost/json.hpp>

#include "base/json_fields.hpp"

namespace sipro::tenancy {
namespace {

constexpr std::uint64_t kMaxBytes = 64 << 10;

/// One file of config/hs, and no way out of it.
bool is_master_path(std::string_view path) {
  static constexpr std::string_view kFolder = "config/hs/";
  if (!path.starts_with(kFolder)) return false;
  const std::string_view name = path.substr(kFolder.size());
  return !name.empty() && name.front() != '.' && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

std::filesystem::path file_of(const storage::Layout& layout) { return layout.config() / "hs.json"; }

}  // namespace

Result<HsInUse> parse_hs_in_use(std::string_view text) {
  std::string problem;
  const auto document = parse_json(text, problem);
  JsonFields fields(document, problem);
  HsInUse in_use;
  in_use.path = fields.text("path");
  if (!is_master_path(in_use.path)) fields.fail("path", "must be a file of config/hs");
  in_use.codes = fields.number<std::uint64_t>("codes");
  in_use.source = fields.text_or("source", "");
  in_use.imported_at = fields.text_or("imported_at", "");
  fields.done();
  if (!problem.empty()) return Error{Errc::fact_damaged, "hs.json: " + problem};
  return in_use;
}

std::string to_json(const HsInUse& in_use) {
  const boost::json::object object{
      {"path", in_use.path}, {"codes", in_use.codes}, {"source", in_use.source}, {"imported_at", in_use.imported_at}};
  return boost::json::serialize(object) + "\n";
}

Result<HsInUse> read_hs_in_use(storage::Files& files, const storage::Layout& layout) {
  const auto bytes = files.read(file_of(layout), kMaxBytes);
  if (!bytes && bytes.error().code == Errc::not_found) return HsInUse();
  if (!bytes) return bytes.error();
  return parse_hs_in_use(*bytes);
}

Result<void> write_hs_in_use(storage::Files& files, const storage::Layout& layout, const HsInUse& in_use) {
  return files.write_whole(file_of(layout), to_json(in_use));
}

}  // namespace sipro::tenancy
