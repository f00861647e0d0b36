#include <set>

#include "api/hs.hpp"
#include "api/result_file.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"
#include "payload/payload.hpp"
#include "storage/rows.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

constexpr std::size_t kLongestQuery = 200;
constexpr std::uint64_t kJobsLookedAt = 100;
constexpr std::size_t kMostSeen = 20'000;

/// The district's latest clean data of each flow, among its latest jobs.
std::vector<queue::JobView> latest_clean(std::vector<queue::JobView> jobs) {
  std::vector<queue::JobView> latest;
  std::set<std::string> flows;
  for (queue::JobView& job : jobs) {
    if (job.state != queue::JobState::succeeded) continue;
    const auto payload = payload::parse_payload(job.spec.payload);
    const auto* preprocess = payload ? std::get_if<payload::Preprocess>(&payload->work) : nullptr;
    if (preprocess != nullptr && flows.insert(preprocess->flow).second) latest.push_back(std::move(job));
  }
  return latest;
}

Result<std::vector<std::string>> codes_of(const storage::JobFiles& files, const queue::JobView& job) {
  auto opened = open_result(files, job, storage::kRowsFile);
  if (!opened) return opened.error();
  auto rows = storage::Rows::open(std::move(opened->descriptor));
  if (!rows) return rows.error();
  return rows->values("HS", kMostSeen);
}

/// Called on the file pool. Results that are gone or damaged show nothing.
Result<std::shared_ptr<const HsIndex>> index_of(const storage::JobFiles& files,
                                                const std::vector<queue::JobView>& jobs) {
  std::set<std::string> codes;
  for (const queue::JobView& job : jobs) {
    const auto more = codes_of(files, job);
    if (!more && more.error().code == Errc::storage_unavailable) return more.error();
    if (more) {
      codes.insert(more->begin(), more->end());
    } else {
      log::warn("hs_codes_unreadable", {{"job", job.spec.id}, {"reason", more.error().context}});
    }
  }
  std::vector<HsRow> rows;
  for (const std::string& code : codes) {
    if (chapter_of(code) != 0 && rows.size() < kMostSeen) rows.push_back({code, {}, {}});
  }
  return std::make_shared<const HsIndex>(std::move(rows));
}

using Seen = std::variant<std::shared_ptr<const HsIndex>, Response>;

/// The codes of the district's own data; read once for the same jobs.
asio::Task<Seen> seen_codes(Context& context) {
  Services& services = context.services;
  auto page = co_await services.queue.list(context.district.id, 0, kJobsLookedAt);
  if (!page) co_return problem(context.request, page.error());
  const std::vector<queue::JobView> jobs = latest_clean(std::move(page->jobs));
  std::string key;
  for (const queue::JobView& job : jobs) key += job.spec.id + " " + job.folder + " ";
  if (auto known = services.content.seen_codes(context.district.id, key)) co_return known;
  const storage::JobFiles& files = services.jobs;
  auto read = [&files, &jobs] { return index_of(files, jobs); };
  const auto built = co_await asio::offload(&services.files_pool, std::move(read));
  if (!built) co_return busy(context.request);
  if (!*built) co_return problem(context.request, built->error());
  services.content.keep_seen_codes(context.district.id, key, **built);
  co_return **built;
}

}  // namespace

asio::Task<std::variant<HsSearch, Response>> search_hs(Context& context) {
  const http::Request& request = context.request;
  HsSearch search;
  search.query = request.query_value("q").value_or("");
  const auto chapter = http::query_number(request, "chapter", 0, HsIndex::kChapters - 1, 1);
  if (!chapter) co_return http::invalid(request, "chapter harus golongan barang 1 sampai 99.");
  if (code_points(search.query) > kLongestQuery) co_return http::invalid(request, "q paling panjang 200 huruf.");
  search.chapter = static_cast<unsigned>(*chapter);
  search.master = context.services.content.hs_master();
  if (search.master != nullptr) {
    search.index = std::shared_ptr<const HsIndex>(search.master, &search.master->index);
  } else {
    auto seen = co_await seen_codes(context);
    if (auto* refused = std::get_if<Response>(&seen)) co_return std::move(*refused);
    search.index = std::move(std::get<std::shared_ptr<const HsIndex>>(seen));
  }
  search.found = search.index->find(search.query, search.chapter);
  co_return std::move(search);
}

}  // namespace sipro::gateway
