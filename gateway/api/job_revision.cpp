#include <algorithm>
#include <boost/json/object.hpp>
#include <set>

#include "api/handlers.hpp"
#include "api/job_json.hpp"
#include "api/job_lookup.hpp"
#include "api/job_search.hpp"
#include "api/result_file.hpp"
#include "api/revision.hpp"
#include "http/problem.hpp"
#include "payload/payload.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

constexpr const char* kPeriodsJson = "periode.json";
constexpr std::uint64_t kPeriodsBytes = 1 << 20;

/// A delivery: a flow and the files that it came in. Nothing: the job is no preprocess job.
struct Delivery {
  std::string flow;
  std::set<std::string> files;  // hashes, or ids of jobs
};

std::optional<Delivery> delivery_of(const queue::JobView& job) {
  const auto payload = payload::parse_payload(job.spec.payload);
  const auto* work = payload ? std::get_if<payload::Preprocess>(&payload->work) : nullptr;
  if (work == nullptr) return std::nullopt;
  Delivery delivery{work->flow, {}};
  for (const payload::Input& input : work->inputs) {
    const auto* file = std::get_if<payload::FileInput>(&input.source);
    delivery.files.insert(file != nullptr ? file->sha256 : std::get<payload::JobInput>(input.source).job);
  }
  return delivery;
}

/// Called on the file pool.
Result<std::vector<PeriodTotal>> read_periods(const storage::JobFiles& jobs, const queue::JobView& job) {
  const auto opened = open_result(jobs, job, kPeriodsJson);
  if (!opened) return opened.error();
  const auto path = jobs.layout().job(job.spec.district, job.spec.id) / job.folder / kPeriodsJson;
  const auto text = jobs.files().read(path, kPeriodsBytes);
  if (!text) return text.error();
  return parse_periods(*text);
}

asio::Task<Result<std::vector<PeriodTotal>>> periods_of(Context* context, const queue::JobView* job) {
  const storage::JobFiles& jobs = context->services.jobs;
  auto read = [&jobs, job] { return read_periods(jobs, *job); };
  auto periods = co_await asio::offload(&context->services.files_pool, std::move(read));
  if (!periods) co_return Error{Errc::storage_unavailable, "the file pool is busy"};
  co_return std::move(*periods);
}

/// The latest earlier delivery of this flow that has its totals. The same files cleaned once more are the same
/// delivery.
asio::Task<Result<std::optional<queue::JobView>>> earlier_delivery(Context* context, const queue::JobView* job) {
  const auto own = delivery_of(*job);
  JobSearch search;
  search.most = 1;
  search.wanted = [job, &own](const queue::JobView& other) {
    if (other.state != queue::JobState::succeeded || other.created >= job->created) return false;
    if (other.results.find(kPeriodsJson) == std::string::npos) return false;
    const auto delivery = delivery_of(other);
    return delivery && delivery->flow == own->flow && delivery->files != own->files;
  };
  auto found = co_await search_jobs(*context, std::move(search));
  if (!found) co_return found.error();
  if (found->jobs.empty()) co_return std::optional<queue::JobView>();
  co_return std::optional(std::move(found->jobs.front()));
}

boost::json::value against_json(const std::optional<queue::JobView>& earlier, const tenancy::District& district) {
  if (!earlier) return nullptr;
  const boost::json::object job = job_json(*earlier, district);
  return boost::json::object{{"job", job.at("id")}, {"created_at", job.at("created_at")}, {"by", job.at("by")}};
}

}  // namespace

asio::Task<Response> get_revisi(Context& context) {
  const http::Request& request = context.request;
  auto found = co_await find_job(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  const queue::JobView& job = std::get<queue::JobView>(found);
  if (!delivery_of(job)) {
    co_return problem(request, 404, "no_rows",
                      "Pekerjaan ini tidak membuat data bersih, jadi tidak ada yang dibandingkan.");
  }
  if (auto refused = refuse_unfinished(request, job)) co_return std::move(*refused);
  const auto now = co_await periods_of(&context, &job);
  if (!now) co_return problem(request, now.error());
  const auto earlier = co_await earlier_delivery(&context, &job);
  if (!earlier) co_return problem(request, earlier.error());
  std::vector<PeriodTotal> before;
  if (*earlier) {
    auto read = co_await periods_of(&context, &**earlier);
    if (!read) co_return problem(request, read.error());
    before = std::move(*read);
  }
  co_return http::cached_json(request, boost::json::object{{"against", against_json(*earlier, context.district)},
                                                           {"periods", compare_periods(before, *now)}});
}

}  // namespace sipro::gateway
