// A province sees the state of its districts' jobs and libraries, and their files where a district shares them.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>

#include "api/handlers.hpp"
#include "api/months_made.hpp"
#include "base/moment.hpp"
#include "http/problem.hpp"
#include "payload/payload.hpp"
#include "queue/calls.hpp"

namespace sipro::gateway {
namespace {

namespace json = boost::json;
using http::Response;
using queue::JobState;
using tenancy::District;

constexpr std::uint64_t kNewest = 30;  // jobs that are counted by state
constexpr std::size_t kShown = 5;      // of them
constexpr unsigned kMonths = 14;
constexpr std::size_t kReadAtOnce = 500;  // jobs on storage, in one request
constexpr std::chrono::hours kLately{7 * 24};

std::string date(std::chrono::year_month_day day) {
  return Moment{std::chrono::sys_days(day), std::chrono::minutes(0)}.iso8601().substr(0, 10);
}

std::string text_of(Month month) { return date(month / std::chrono::day(1)).substr(0, 7); }

json::value moment_of(std::optional<queue::Micros> time, const District& district) {
  if (!time) return nullptr;
  const std::chrono::sys_time<std::chrono::microseconds> at{*time};
  return Moment{std::chrono::floor<std::chrono::seconds>(at), district.offset}.iso8601().c_str();
}

std::vector<District> districts_of(const Context& context) {
  const auto all = context.services.tenants.districts();
  std::vector<District> own;
  const auto belongs = [&context](const District& one) { return one.province == context.district.id; };
  std::copy_if(all->districts.begin(), all->districts.end(), std::back_inserter(own), belongs);
  return own;
}

// ---- jobs, as Redis tells

/// Which flow or tables a job is about, and of which month.
void add_subject(json::object& out, const std::string& text) {
  out["about"] = nullptr;
  out["month"] = nullptr;
  const auto payload = payload::parse_payload(text);
  if (!payload) return;
  if (const auto* work = std::get_if<payload::Preprocess>(&payload->work)) out["about"] = work->flow;
  if (const auto* work = std::get_if<payload::Olah>(&payload->work)) {
    out["about"] = work->tables;
    out["month"] = text_of(std::chrono::year(work->year) / std::chrono::month(static_cast<unsigned>(work->month)));
  }
}

json::object shown_job(const queue::JobView& job, const District& district) {
  json::object out{{"id", job.spec.id}, {"kind", job.spec.kind}};
  add_subject(out, job.spec.payload);
  out["state"] = queue::to_string(job.state);
  out["by"] = job.spec.by;
  out["created_at"] = moment_of(job.created, district);
  out["finished_at"] = moment_of(job.finished, district);
  return out;
}

/// Of the newest jobs; failed ones of the last days.
json::object counts_of(const std::vector<queue::JobView>& jobs) {
  const auto since =
      std::chrono::duration_cast<queue::Micros>(std::chrono::system_clock::now().time_since_epoch() - kLately);
  const auto count = [&jobs](auto&& is_one) { return std::count_if(jobs.begin(), jobs.end(), is_one); };
  using View = const queue::JobView&;
  return {{"waiting", count([](View job) { return !queue::is_terminal(job.state) && job.state != JobState::running; })},
          {"running", count([](View job) { return job.state == JobState::running; })},
          {"failed", count([&](View job) {
             return job.state == JobState::failed && !job.dead && job.finished && *job.finished >= since;
           })},
          {"dead", count([](View job) { return job.dead; })}};
}

void add_jobs(json::object& out, const std::vector<queue::JobView>& jobs, const District& district) {
  out["jobs"] = counts_of(jobs);
  json::array newest;
  for (const queue::JobView& job : jobs) {
    if (newest.size() < kShown) newest.push_back(shown_job(job, district));
  }
  out["newest"] = std::move(newest);
}

/// In one round trip, in the districts' order.
asio::Task<Result<std::vector<queue::ListPage>>> newest_jobs(Context* context, const std::vector<District>* districts) {
  std::vector<queue::ListPage> pages;
  if (districts->empty()) co_return pages;
  std::vector<redis::Command> commands;
  for (const District& one : *districts) commands.push_back(queue::calls::list(one.id, 0, kNewest));
  const auto replies = co_await context->services.redis.run_all(std::move(commands));
  if (!replies) co_return replies.error();
  for (const redis::Reply& reply : *replies) {
    auto page = queue::calls::list_answer(reply);
    if (!page) co_return page.error();
    pages.push_back(std::move(*page));
  }
  co_return pages;
}

// ---- libraries and months, as storage tells

struct LibraryState {
  std::size_t files = 0;
  std::optional<std::chrono::system_clock::time_point> newest;
};

struct OnStorage {
  LibraryState historis;
  LibraryState publikasi;
  std::vector<std::string> jobs;
};

Result<LibraryState> look_at_library(const storage::JobFiles& jobs, const std::string& district,
                                     std::string_view purpose) {
  LibraryState out;
  const auto folder = jobs.layout().library(district, purpose);
  const auto entries = jobs.files().list(folder);
  if (!entries && entries.error().code == Errc::not_found) return out;
  if (!entries) return entries.error();
  for (const storage::Entry& entry : *entries) {
    // A file is there once its fact is.
    const auto status = storage::is_id(entry.name) ? jobs.files().status(folder / entry.name / "upload.json")
                                                   : Result<storage::Status>(Error{Errc::not_found, ""});
    if (!status) continue;
    ++out.files;
    out.newest = std::max(out.newest.value_or(status->modified), status->modified);
  }
  return out;
}

/// Called on the file pool.
Result<std::vector<OnStorage>> look_at_storage(const storage::JobFiles& jobs, const std::vector<District>& districts) {
  std::vector<OnStorage> out;
  for (const District& one : districts) {
    auto historis = look_at_library(jobs, one.id, "historis");
    if (!historis) return historis.error();
    auto publikasi = look_at_library(jobs, one.id, "publikasi");
    if (!publikasi) return publikasi.error();
    auto ids = jobs.list_jobs(one.id);
    if (!ids && ids.error().code != Errc::not_found) return ids.error();
    out.push_back({*historis, *publikasi, ids ? std::move(*ids) : std::vector<std::string>()});
  }
  return out;
}

using Unknown = std::vector<std::pair<std::string, std::string>>;  // district, id

/// Reads what is not known yet, up to kReadAtOnce jobs. True: now all is known.
asio::Task<Result<bool>> learn(Context* context, Unknown unknown) {
  const storage::JobFiles& jobs = context->services.jobs;
  const bool all = unknown.size() <= kReadAtOnce;
  unknown.resize(std::min(unknown.size(), kReadAtOnce));
  using Read = Result<std::vector<std::optional<JobMonths>>>;
  auto read = [&jobs, &unknown]() -> Read {
    std::vector<std::optional<JobMonths>> out;
    for (const auto& [district, id] : unknown) {
      auto one = read_job_months(jobs, district, id);
      if (!one) return one.error();
      out.push_back(std::move(*one));
    }
    return out;
  };
  auto got = co_await asio::offload(&context->services.files_pool, std::move(read));
  if (!got) co_return Error{Errc::storage_unavailable, "the file pool is busy"};
  if (!*got) co_return got->error();
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    if ((**got)[i]) context->services.job_months.keep(unknown[i].second, std::move(*(**got)[i]));
  }
  co_return all;
}

json::object library_json(const LibraryState& state, const District& district) {
  json::object out{{"files", state.files}, {"newest_at", nullptr}};
  if (state.newest) {
    out["newest_at"] = Moment{std::chrono::floor<std::chrono::seconds>(*state.newest), district.offset}.iso8601();
  }
  return out;
}

json::array words(const std::set<std::string>& all) { return json::array(all.begin(), all.end()); }

json::array months_json(const JobMonthsKnown& known, const std::vector<std::string>& jobs,
                        const std::vector<Month>& months) {
  MonthsMade made;
  for (const std::string& id : jobs) {
    if (const JobMonths* job = known.find(id)) add(made, *job);
  }
  json::array out;
  for (const Month month : months) {
    const MonthMade& one = made[month];
    out.push_back(json::object{
        {"month", text_of(month)}, {"preprocessed", words(one.preprocessed)}, {"processed", words(one.processed)}});
  }
  return out;
}

// ---- the districts one by one

/// Nothing: the handler now sees the district of the route's first parameter.
std::optional<Response> enter_district(Context& context, bool wants_files) {
  const auto all = context.services.tenants.districts();
  const District* district = all->find(context.parameters.front());
  const bool belongs = context.district.role == tenancy::Role::province && district != nullptr &&
                       district->province == context.district.id;
  if (!belongs) return unknown_id(context.request);
  if (wants_files && !district->shared) {
    return problem(context.request, 403, "not_shared",
                   "Kabupaten/kota ini belum membagikan berkasnya kepada provinsi. Minta pengelola SIPRO mengaturnya "
                   "bila kabupaten/kota setuju.");
  }
  context.district = *district;
  context.parameters.erase(context.parameters.begin());
  return std::nullopt;
}

asio::Task<Response> in_district(Context* context, bool wants_files, Handler handler) {
  auto refused = enter_district(*context, wants_files);
  if (refused) co_return std::move(*refused);
  co_return co_await handler(*context);
}

}  // namespace

asio::Task<Response> get_province(Context& context) {
  const http::Request& request = context.request;
  Services& services = context.services;
  if (context.district.role != tenancy::Role::province) co_return unknown_id(request);
  const std::vector<District> districts = districts_of(context);
  const auto pages = co_await newest_jobs(&context, &districts);
  if (!pages) co_return problem(request, pages.error());
  const storage::JobFiles& jobs = services.jobs;
  auto look = [&jobs, &districts] { return look_at_storage(jobs, districts); };
  const auto looked = co_await asio::offload(&services.files_pool, std::move(look));
  if (!looked) co_return busy(request);
  if (!*looked) co_return problem(request, looked->error());
  const std::vector<OnStorage>& found = **looked;

  Unknown unknown;
  for (std::size_t i = 0; i < districts.size(); ++i) {
    for (const std::string& id : found[i].jobs) {
      if (services.job_months.find(id) == nullptr) unknown.emplace_back(districts[i].id, id);
    }
  }
  const auto complete = co_await learn(&context, std::move(unknown));
  if (!complete) co_return problem(request, complete.error());

  const Moment now{std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()), context.district.offset};
  const std::vector<Month> months = data_months(now.date(), kMonths);
  json::array dates;
  for (const Month month : months) {
    dates.push_back(json::object{{"month", text_of(month)},
                                 {"receipt_on", date(receipt_of(month))},
                                 {"publication_on", date(publication_of(month))}});
  }
  json::array list;
  for (std::size_t i = 0; i < districts.size(); ++i) {
    const District& one = districts[i];
    json::object out{{"id", one.id}, {"name", one.name}, {"shared", one.shared}};
    add_jobs(out, (*pages)[i].jobs, one);
    out["library"] = json::object{{"historis", library_json(found[i].historis, one)},
                                  {"publikasi", library_json(found[i].publikasi, one)}};
    out["months"] = months_json(services.job_months, found[i].jobs, months);
    list.push_back(std::move(out));
  }
  co_return http::cached_json(
      request, json::object{{"months", std::move(dates)}, {"districts", std::move(list)}, {"complete", *complete}});
}

asio::Task<Response> get_province_jobs(Context& context) { co_return co_await in_district(&context, false, &get_jobs); }

asio::Task<Response> get_province_job(Context& context) { co_return co_await in_district(&context, false, &get_job); }

asio::Task<Response> get_province_result(Context& context) {
  co_return co_await in_district(&context, true, &get_result);
}

asio::Task<Response> get_province_library(Context& context) {
  co_return co_await in_district(&context, true, &get_library);
}

asio::Task<Response> get_province_library_data(Context& context) {
  co_return co_await in_district(&context, true, &get_library_data);
}

}  // namespace sipro::gateway
