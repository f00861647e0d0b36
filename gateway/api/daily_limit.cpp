#include "api/daily_limit.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "http/problem.hpp"

namespace sipro::gateway {
namespace {

constexpr const char* kKept_s = "172800";

LocalDay today(const Context& context) {
  return day_of({std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()), context.district.offset});
}

std::string key_of(const Context& context, const LocalDay& day) {
  return "{sipro}:jobs-of-day:" + context.district.id + ":" + day.date;
}

asio::Task<> give_back_jobs(Context* context, unsigned jobs) {
  redis::Command command{"DECRBY", key_of(*context, today(*context)), std::to_string(jobs)};
  // One that stays counted costs nobody anything.
  (void)co_await context->services.redis.run(std::move(command));
}

/// Nothing: there was room.
asio::Task<std::optional<http::Response>> count_jobs(Context* context, unsigned jobs) {
  const unsigned own = context->district.jobs_a_day;
  const unsigned most = own > 0 ? own : context->services.settings.jobs_a_day;
  const LocalDay day = today(*context);
  const std::string key = key_of(*context, day);
  std::vector<redis::Command> commands{{"INCRBY", key, std::to_string(jobs)}, {"EXPIRE", key, kKept_s}};
  const auto replies = co_await context->services.redis.run_all(std::move(commands));
  if (!replies) co_return problem(context->request, replies.error());
  if (const auto counted = done(replies->front()); !counted) co_return problem(context->request, counted.error());
  const auto* count = replies->front().integer();
  if (count == nullptr || *count <= std::int64_t{most}) co_return std::nullopt;
  co_await give_back_jobs(context, jobs);
  log::warn("jobs_a_day", {{"req", context->request.id}, {"district", context->district.id}, {"most", most}});
  co_return http::too_many(context->request, day.left, "jobs_a_day",
                           "Kabupaten/kota ini sudah meminta " + std::to_string(most) +
                               " pekerjaan hari ini. Coba lagi besok, atau minta pengelola SIPRO menaikkan batasnya.");
}

unsigned not_new(const std::vector<queue::Enqueued>& answers) {
  const auto old = [](const queue::Enqueued& answer) { return answer.outcome != queue::EnqueueOutcome::created; };
  return static_cast<unsigned>(std::count_if(answers.begin(), answers.end(), old));
}

}  // namespace

LocalDay day_of(const Moment& now) {
  const auto midnight = std::chrono::floor<std::chrono::days>(now.local());
  return {now.iso8601().substr(0, std::string_view("2026-11-25").size()),
          midnight + std::chrono::days(1) - now.local()};
}

asio::Task<Taken> submit_within_day(Context& context, Submission submission) {
  const unsigned jobs = submission.known ? 0U : static_cast<unsigned>(submission.jobs.size());
  if (jobs > 0) {
    auto refused = co_await count_jobs(&context, jobs);
    if (refused) co_return std::move(*refused);
  }
  auto answers = co_await submit(context, std::move(submission));
  const unsigned unused = answers ? std::min(jobs, not_new(*answers)) : jobs;
  if (unused > 0) co_await give_back_jobs(&context, unused);
  if (!answers) co_return problem(context.request, answers.error());
  co_return std::move(*answers);
}

}  // namespace sipro::gateway
