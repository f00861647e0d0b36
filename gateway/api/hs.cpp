#include "api/hs.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/handlers.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"

namespace sipro::gateway {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kPageLimit = 200;
constexpr std::uint64_t kUsualPage = 50;

std::string two_digits(unsigned chapter) { return (chapter < 10 ? "0" : "") + std::to_string(chapter); }

json::array rows_json(const std::vector<const HsRow*>& rows, std::uint64_t offset, std::uint64_t limit) {
  json::array out;
  for (std::uint64_t i = offset; i < rows.size() && i - offset < limit; ++i) {
    const HsRow& row = *rows[i];
    out.push_back(json::object{{"code", row.code},
                               {"uraian", row.uraian},
                               {"description", row.description},
                               {"chapter", row.code.substr(0, 2)}});
  }
  return out;
}

json::array chapters_json(const HsIndex::Found& found) {
  json::array out;
  for (unsigned chapter = 1; chapter < HsIndex::kChapters; ++chapter) {
    out.push_back(json::object{
        {"chapter", two_digits(chapter)}, {"name", chapter_name(chapter)}, {"count", found.chapters.at(chapter)}});
  }
  return out;
}

json::value master_json(const HsMaster* master) {
  if (master == nullptr) return nullptr;
  return json::object{{"sha256", master->sha256},
                      {"codes", master->index.size()},
                      {"source", master->in_use.source},
                      {"imported_at", master->in_use.imported_at}};
}

}  // namespace

asio::Task<http::Response> get_hs(Context& context) {
  const http::Request& request = context.request;
  const auto offset = http::query_number(request, "offset", 0, UINT32_MAX);
  const auto limit = http::query_number(request, "limit", kUsualPage, kPageLimit);
  if (!offset || !limit) {
    co_return http::invalid(request, "offset dan limit harus bilangan bulat, limit paling banyak 200.");
  }
  auto searched = co_await search_hs(context);
  if (auto* refused = std::get_if<http::Response>(&searched)) co_return std::move(*refused);
  const HsSearch& search = std::get<HsSearch>(searched);
  const bool has_master = search.master != nullptr;
  json::object body;
  body["rows"] = rows_json(search.found.rows, *offset, *limit);
  body["total"] = search.found.rows.size();
  body["offset"] = *offset;
  body["limit"] = *limit;
  body["chapters"] = chapters_json(search.found);
  body["master"] = master_json(search.master.get());
  body["note"] = has_master ? json::value() : json::value(json::string(kNoMaster.data(), kNoMaster.size()));
  co_return http::cached_json(request, body);
}

}  // namespace sipro::gateway
