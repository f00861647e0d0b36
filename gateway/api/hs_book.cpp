#include <chrono>

#include "api/handlers.hpp"
#include "api/hs.hpp"
#include "content/hs_workbook.hpp"
#include "http/filename.hpp"
#include "http/problem.hpp"
#include "storage/facts.hpp"

namespace sipro::gateway {
namespace {

/// Equal for equal codes, so that the workbook is the same bytes: the time of the import, or the day.
Moment created_of(const HsMaster* master, std::chrono::minutes offset) {
  const auto imported =
      master == nullptr ? Result<Moment>(Error{Errc::not_found, {}}) : parse_moment(master->in_use.imported_at);
  if (imported) return *imported;
  return {std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()), offset};
}

HsListing listing_of(const HsSearch& search, std::chrono::minutes offset) {
  HsListing listing;
  listing.title = "Kode HS 8 Digit";
  if (!search.query.empty()) listing.title += ": " + search.query;
  if (search.chapter != 0) listing.title += ", golongan " + std::to_string(search.chapter);
  const HsMaster* master = search.master.get();
  listing.created = created_of(master, offset);
  listing.notes.push_back(master == nullptr
                              ? std::string(kNoMaster)
                              : "Master HS: " + master->in_use.source + ", diimpor pada " + listing.created.in_words());
  return listing;
}

}  // namespace

asio::Task<http::Response> get_hs_book(Context& context) {
  static constexpr const char* kFile = "Kode HS 8 Digit.xlsx";
  const http::Request& request = context.request;
  auto searched = co_await search_hs(context);
  if (auto* refused = std::get_if<http::Response>(&searched)) co_return std::move(*refused);
  const HsSearch& search = std::get<HsSearch>(searched);
  const HsListing listing = listing_of(search, context.district.offset);
  auto write = [&search, &listing] { return hs_workbook(search.found.rows, listing); };
  auto written = co_await asio::offload(&context.services.files_pool, std::move(write));
  if (!written) co_return busy(request);
  if (!*written) co_return problem(request, written->error());
  http::Response response = http::cached(request, storage::media_type(kFile), std::move(**written));
  response.header("Cache-Control", "private, no-cache");
  if (response.status == 200) response.header("Content-Disposition", http::attachment(kFile));
  co_return response;
}

}  // namespace sipro::gateway
