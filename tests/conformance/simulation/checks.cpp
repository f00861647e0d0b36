// What must hold after every step, and at the end.
#include <algorithm>
#include <sstream>

#include "conformance/simulation/simulation.hpp"

namespace sipro::test {

using queue::JobState;

namespace {

std::size_t running_in(const FakeState& state, const std::string& district) {
  return static_cast<std::size_t>(std::count_if(state.jobs.begin(), state.jobs.end(), [&](const auto& entry) {
    return entry.second.view.state == JobState::running && entry.second.view.spec.district == district;
  }));
}

/// How many may run where one of them is this job.
std::size_t most_beside(const FakeState& state, const queue::JobSpec& spec) {
  const auto cap = state.caps.find(spec.district);
  return (cap == state.caps.end() ? 0 : cap->second) + (spec.priority <= queue::kUrgent ? 1 : 0);
}

/// The places in which the README wants a job.
std::set<std::string> places_of(const queue::JobView& job) {
  const std::string& district = job.spec.district;
  std::set<std::string> places{"jobs:" + district};
  const auto add = [&](std::initializer_list<std::string> more) { places.insert(more.begin(), more.end()); };
  switch (job.state) {
    case JobState::blocked: add({"blocked"}); break;
    case JobState::queued: add({"q:" + district, "waiting", "backlog"}); break;
    case JobState::running: add({"running:" + district, "lease", "backlog"}); break;
    case JobState::retrying: add({"delayed", "backlog"}); break;
    case JobState::failed:
      if (job.dead) add({"dead"});
      break;
    case JobState::succeeded:
    case JobState::cancelled: break;
  }
  return places;
}

bool is_place(const std::string& key) {
  static const std::vector<std::string> prefixes{"jobs:", "q:", "running:"};
  static const std::set<std::string> names{"blocked", "waiting", "backlog", "lease", "delayed", "dead"};
  return names.contains(key) || std::any_of(prefixes.begin(), prefixes.end(),
                                            [&](const std::string& prefix) { return key.starts_with(prefix); });
}

/// The lines that only one of two texts has.
std::string difference(const std::string& first, const std::string& other) {
  const auto lines = [](const std::string& text) {
    std::multiset<std::string> found;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) found.insert(line);
    return found;
  };
  const auto in_first = lines(first), in_other = lines(other);
  std::string text;
  for (const std::string& line : in_first)
    if (!in_other.contains(line)) text += "\n  - " + line;
  for (const std::string& line : in_other)
    if (!in_first.contains(line)) text += "\n  + " + line;
  return text.empty() ? "\n  only in their order:\n" + first + "---\n" + other : text;
}

/// A member is an id, or carries one.
bool names(const std::string& member, const std::string& id) { return member.find(id) != std::string::npos; }

}  // namespace

/// The districts that have, among the first jobs of their line, one that such a worker knows, and are under their cap.
std::vector<std::string> Simulation::districts_ready_for(int max_version) const {
  std::vector<std::string> ready;
  for (const std::string& district : kDistricts) {
    std::vector<const FakeJob*> line;
    for (const auto& [id, job] : inside().jobs)
      if (job.view.state == JobState::queued && job.view.spec.district == district) line.push_back(&job);
    std::sort(line.begin(), line.end(), [](const FakeJob* a, const FakeJob* b) {
      return std::pair(a->view.spec.priority, a->order) < std::pair(b->view.spec.priority, b->order);
    });
    if (line.size() > 10) line.resize(10);
    const bool knows_one = std::any_of(line.begin(), line.end(), [&](const FakeJob* job) {
      return job->view.spec.version <= max_version &&
             running_in(inside(), district) < most_beside(inside(), job->view.spec);
    });
    if (knows_one) ready.push_back(district);
  }
  return ready;
}

void Simulation::check_claim(const queue::Claimed& claimed, const SimulatedWorker& worker,
                             const std::vector<std::string>& ready) {
  const std::string& district = claimed.spec.district;
  const std::uint64_t token = std::stoull(claimed.hold.token);
  if (token <= last_token_) fail("token " + claimed.hold.token + " did not grow");
  last_token_ = token;
  if (claimed.spec.version > worker.max_version) fail(worker.name + " got a payload that it doesn't know");
  if (running_in(inside(), district) > most_beside(inside(), claimed.spec)) fail(district + " runs more than its cap");
  for (const std::string& parent : claimed.spec.after) {
    const queue::JobView* job = view(parent);
    if (job != nullptr && job->state != JobState::succeeded)
      fail(claimed.hold.id + " runs before its parent " + parent);
  }
  // Nobody who is ready is passed over for longer than one round of the ring.
  if (!std::count(ready.begin(), ready.end(), district)) fail(district + " was not to be served");
  const auto waiting = districts_ready_for(2);
  passed_over_[district] = 0;
  for (const std::string& other : kDistricts) {
    if (other == district) continue;
    if (!std::count(waiting.begin(), waiting.end(), other)) passed_over_[other] = 0;
    if (!std::count(ready.begin(), ready.end(), other)) continue;
    if (++passed_over_[other] >= kDistricts.size()) fail(other + " starves");
  }
}

void Simulation::check() {
  for (const auto& [id, job] : inside().jobs) {
    const queue::JobView& view = job.view;
    const bool ended = is_terminal(view.state);
    const auto must = [this, &view](bool holds, const char* what) {
      if (!holds) fail(view.spec.id + ": " + what);
    };
    must(ended == view.finished.has_value(), "finished exactly where it has ended");
    must(!job.unsaved || ended, "only an end can be unsaved");
    must(!view.dead || view.state == JobState::failed, "only failed jobs are dead letters");
    must((view.state == JobState::blocked) == !job.waits_for.empty(), "blocked exactly while it waits for parents");
    must(view.state != JobState::running || (!view.token.empty() && !view.worker.empty()), "a running job has a lease");
    must(view.state != JobState::succeeded || !view.folder.empty(), "a succeeded job has its folder");
    must((view.state == JobState::failed || view.state == JobState::cancelled) == (ended && view.error.has_value()),
         "an error says why it did not succeed");
    must(view.strikes <= 3 && view.retries <= 2, "limits hold");
  }
  if (data_lost_) return;
  for (const std::string& id : accepted_)
    if (view(id) == nullptr) fail("job " + id + " is lost");
}

void Simulation::check_same_worlds() {
  if (benches_.size() < 2 || is_away_) return;
  const auto by_job = [](const std::vector<QueueEvent>& events) {
    std::map<std::string, std::string> told;
    for (const QueueEvent& event : events) told[event.id].append("\n    ").append(describe(event));
    return told;
  };
  const std::string first = world_of(*queues_.front(), kDistricts);
  const auto events = by_job(benches_.front()->events());
  for (std::size_t i = 1; i < benches_.size(); ++i) {
    const std::string other = world_of(*queues_[i], kDistricts);
    if (first != other) fail("the worlds differ:" + difference(first, other));
    auto others = by_job(benches_[i]->events());
    for (const auto& [id, told] : events)
      if (told != others[id])
        fail(std::string("the events of ")
                 .append(id)
                 .append(" differ:")
                 .append(told)
                 .append("\n  --- and")
                 .append(others[id]));
    if (others.size() != events.size()) fail("one tells of jobs that the other doesn't know");
    check_places(*benches_[i]);
  }
}

void Simulation::check_places(Bench& bench) const {
  const auto keys = bench.keys();
  std::map<std::string, std::set<std::string>> found;  // id -> places
  for (const auto& [key, members] : keys) {
    if (!is_place(key)) continue;
    for (const std::string& member : members) {
      const auto jobs = jobs_in([&](const FakeJob& job) { return names(member, job.view.spec.id); });
      if (jobs.size() != 1) fail(std::string("{sipro}:").append(key).append(" holds ").append(member));
      found[jobs.front()].insert(key);
    }
  }
  for (const auto& [id, job] : inside().jobs)
    if (found[id] != places_of(job.view)) {
      std::string text;
      for (const std::string& place : found[id]) text.append(" ").append(place);
      fail(std::string("job ").append(id).append(" is in").append(text));
    }
}

void Simulation::close_life() {
  tally_.events += inside().events.size();
  const auto violations = history_violations(inside().events);
  if (!violations.empty()) fail(violations.front());
}

void Simulation::check_end() {
  close_life();
  for (const auto& [id, job] : inside().jobs) {
    if (!is_terminal(job.view.state)) fail("job " + id + " has not ended");
    if (job.view.state == JobState::failed) ++tally_.failed;
    if (job.view.state == JobState::cancelled) ++tally_.cancelled;
    if (job.view.dead) ++tally_.dead;
    const auto kept = committed_.find(id);
    if (kept != committed_.end() && job.view.folder != kept->second) fail("job " + id + " has another result");
  }
  for (const std::string& id : accepted_)
    if (view(id) == nullptr) fail("job " + id + " is lost");
}

}  // namespace sipro::test
