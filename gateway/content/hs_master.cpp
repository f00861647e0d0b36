#include "content/hs_master.hpp"

#include <array>
#include <stdexcept>

#include "base/json_fields.hpp"
#include "base/sha256.hpp"
#include "embedded.hpp"
#include "tenancy/hs_table.hpp"

namespace sipro::gateway {
namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{64} << 20U;

using ChapterNames = std::array<std::string, HsIndex::kChapters>;

ChapterNames read_chapter_names() {
  std::string problem;
  const auto document = parse_json(schemas::embedded("hs_chapters.json"), problem);
  JsonFields fields(document, problem);
  ChapterNames names;
  for (unsigned chapter = 1; chapter < names.size(); ++chapter) {
    names.at(chapter) = fields.text((chapter < 10 ? "0" : "") + std::to_string(chapter));
  }
  fields.done();
  if (!problem.empty()) throw std::logic_error("hs_chapters.json: " + problem);
  return names;
}

}  // namespace

Result<std::shared_ptr<const HsMaster>> read_hs_master(storage::Files& files, const storage::Layout& layout,
                                                       std::shared_ptr<const HsMaster> known) {
  auto in_use = tenancy::read_hs_in_use(files, layout);
  if (!in_use) return in_use.error();
  if (known != nullptr && known->in_use == *in_use) return known;
  if (in_use->path.empty()) return std::shared_ptr<const HsMaster>();
  const auto bytes = files.read(layout.root() / in_use->path, kMaxBytes);
  if (!bytes) return bytes.error();
  auto master = std::make_shared<HsMaster>();
  master->sha256 = sha256_of(*bytes);
  if (in_use->path != "config/hs/" + master->sha256 + ".csv") {
    return Error{Errc::fact_damaged, in_use->path + ": is not the file that was imported"};
  }
  const auto table = tenancy::parse_hs(*bytes);
  if (!table) return Error{Errc::fact_damaged, in_use->path + ": " + table.error().context};
  std::vector<HsRow> rows;
  rows.reserve(table->size());
  for (const auto& [code, text] : *table) rows.push_back({code, text.uraian_id, text.description_en});
  master->index = HsIndex(std::move(rows));
  master->in_use = std::move(*in_use);
  return std::shared_ptr<const HsMaster>(std::move(master));
}

const std::string& chapter_name(unsigned chapter) {
  static const ChapterNames kNames = read_chapter_names();
  return kNames.at(chapter);
}

}  // namespace sipro::gateway
