// What the fake tells without changing anything.
#include <algorithm>

#include "queue/library.hpp"
#include "support/fake_queue.hpp"

namespace sipro::test {

using queue::JobState;

namespace {

constexpr std::size_t kDistrictsTold = 500;

queue::ListPage page_of(std::vector<std::pair<queue::Micros, const FakeJob*>> found, std::uint64_t offset,
                        std::uint64_t limit, auto&& view) {
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(b.first, b.second->view.spec.id) < std::pair(a.first, a.second->view.spec.id);
  });
  queue::ListPage page;
  page.total = found.size();
  for (std::uint64_t i = offset; i < found.size() && i - offset < std::min<std::uint64_t>(limit, 100); ++i)
    page.jobs.push_back(view(*found[i].second));
  return page;
}

}  // namespace

Result<std::optional<queue::JobView>> FakeQueue::show(std::string_view id) {
  return run(Call::reads, [&]() -> std::optional<queue::JobView> {
    const FakeJob* job = find(id);
    if (job == nullptr) return std::nullopt;
    return view(*job);
  });
}

Result<queue::ListPage> FakeQueue::list(std::string_view district, std::uint64_t offset, std::uint64_t limit) {
  return run(Call::reads, [&] {
    std::vector<std::pair<queue::Micros, const FakeJob*>> found;
    for (const auto& [id, job] : state().jobs)
      if (job.view.spec.district == district) found.emplace_back(job.view.created, &job);
    return page_of(std::move(found), offset, limit, [&](const FakeJob& job) { return view(job); });
  });
}

Result<queue::ListPage> FakeQueue::dead(std::uint64_t offset, std::uint64_t limit) {
  return run(Call::reads, [&] {
    std::vector<std::pair<queue::Micros, const FakeJob*>> found;
    for (const auto& [id, job] : state().jobs)
      if (job.view.dead) found.emplace_back(*job.view.finished, &job);
    return page_of(std::move(found), offset, limit, [&](const FakeJob& job) { return view(job); });
  });
}

Result<std::vector<queue::Unsaved>> FakeQueue::unsaved(std::chrono::milliseconds age, std::uint64_t limit) {
  return run(Call::reads, [&] {
    std::vector<std::tuple<queue::Micros, std::string, const FakeJob*>> found;
    for (const auto& [id, job] : state().jobs)
      if (job.unsaved && *job.view.finished + age <= now()) found.emplace_back(*job.view.finished, id, &job);
    std::sort(found.begin(), found.end());
    std::vector<queue::Unsaved> answer;
    for (const auto& [at, id, job] : found)
      if (answer.size() < limit) answer.push_back({id, job->view.spec.district, job->view.round});
    return answer;
  });
}

Result<queue::Stats> FakeQueue::stats() {
  return run(Call::reads, [&] {
    queue::Stats stats;
    std::map<std::string, queue::DistrictStats> districts;
    for (const auto& [id, job] : state().jobs) {
      const std::string& district = job.view.spec.district;
      queue::DistrictStats& own = districts[district];
      own.district = district;
      own.cap = state().caps[district];
      switch (job.view.state) {
        case JobState::blocked: ++stats.blocked; break;
        case JobState::queued:
          ++stats.waiting, ++own.queued;
          stats.oldest_waiting = std::min(stats.oldest_waiting.value_or(job.queued_since), job.queued_since);
          break;
        case JobState::running: ++stats.running, ++own.running; break;
        case JobState::retrying: ++stats.delayed; break;
        case JobState::succeeded:
        case JobState::failed:
        case JobState::cancelled: break;
      }
      stats.dead += job.view.dead ? 1 : 0;
      stats.unsaved += job.unsaved ? 1 : 0;
    }
    stats.backlog = stats.waiting + stats.delayed + stats.running;
    stats.paused = state().paused;
    for (const auto& [name, own] : districts)
      if (own.queued + own.running > 0 && stats.districts.size() < kDistrictsTold) stats.districts.push_back(own);
    return stats;
  });
}

Result<void> FakeQueue::announce(const queue::ProcessInfo& process) {
  return run(Call::works_when_full, [&] {
    queue::ProcessInfo& kept = state().processes[process.name] = process;
    kept.seen = now();
    kept.library = queue::kLibrary;
  });
}

Result<std::vector<queue::ProcessInfo>> FakeQueue::processes() {
  return run(Call::reads, [&] {
    std::vector<queue::ProcessInfo> alive;
    for (const auto& [name, process] : state().processes)
      if (process.seen + std::chrono::seconds(60) > now()) alive.push_back(process);
    return alive;
  });
}

Result<queue::Standing> FakeQueue::standing() {
  return run(Call::reads, [&] {
    const bool locked = !state().recovery_owner.empty() && state().recovery_until > now();
    return queue::Standing{state().stamp_epoch, state().stamp_run_id,
                           server_->run_id_,    now(),
                           state().tick,        locked ? state().recovery_owner : ""};
  });
}

std::size_t FakeQueue::districts_waiting() const {
  std::set<std::string_view> districts;
  for (const auto& [id, job] : state().jobs)
    if (job.view.state == JobState::queued) districts.insert(job.view.spec.district);
  return districts.size();
}

queue::JobView FakeQueue::view(const FakeJob& job) const {
  queue::JobView view = job.view;
  switch (view.state) {
    case JobState::blocked: view.place.reason = queue::WaitReason::after; break;
    case JobState::retrying:
      view.place.reason = queue::WaitReason::retry_at;
      view.place.retry_at = job.due;
      break;
    case JobState::queued: {
      const auto line = queued(view.spec.district);
      view.place.ahead = static_cast<std::uint64_t>(std::find(line.begin(), line.end(), &job) - line.begin());
      view.place.districts = districts_waiting();
      view.place.reason = state().paused  ? queue::WaitReason::paused
                          : has_room(job) ? queue::WaitReason::workers_busy
                                          : queue::WaitReason::district_cap;
      break;
    }
    case JobState::running:
    case JobState::succeeded:
    case JobState::failed:
    case JobState::cancelled: break;
  }
  return view;
}

}  // namespace sipro::test
