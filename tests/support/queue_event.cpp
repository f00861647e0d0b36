#include "support/queue_event.hpp"

#include <boost/json.hpp>
#include <map>
#include <set>

namespace sipro::test {

using queue::JobState;

namespace {

const std::multimap<std::string, std::string>& ways() {
  static const std::multimap<std::string, std::string> known{
      {"blocked", "queued"},    {"blocked", "cancelled"}, {"queued", "running"},     {"queued", "cancelled"},
      {"running", "succeeded"}, {"running", "queued"},    {"running", "retrying"},   {"running", "failed"},
      {"running", "cancelled"}, {"retrying", "queued"},   {"retrying", "cancelled"}, {"failed", "queued"},
      {"", "blocked"},          {"", "queued"},           {"", "retrying"},          {"", "cancelled"}};
  return known;
}

bool is_way(const QueueEvent& event) {
  if (event.reason == "restored") return true;
  const auto [first, last] = ways().equal_range(event.from ? std::string(to_string(*event.from)) : "");
  for (auto at = first; at != last; ++at)
    if (at->second == to_string(event.to)) return event.from != JobState::failed || event.reason == "replayed";
  return false;
}

/// What one job's events have told so far.
struct Track {
  std::optional<JobState> state;
  std::string running_token;
  std::uint64_t last_token = 0;
  unsigned last_attempt = 0;
  unsigned round = 0;
  unsigned successes = 0;
};

class Checker {
 public:
  void look(const QueueEvent& event) {
    Track& track = tracks_[event.id];
    const bool restored = event.reason == "restored";
    if (!restored && event.from != track.state) tell(event, "it was in another state before");
    if (!is_way(event)) tell(event, "there is no such way");
    if (track.state && is_terminal(*track.state) && !restored && event.reason != "replayed")
      tell(event, "it had ended");
    if (event.to == JobState::running) claimed(track, event);
    if (event.from == JobState::running && !restored && event.token != track.running_token)
      tell(event, "the token of another attempt ended it");
    if (event.to == JobState::succeeded && !restored && ++track.successes > 1) tell(event, "it succeeded twice");
    if (event.round < track.round) tell(event, "its round went back");
    if (event.reason == "replayed" && event.round != track.round + 1) tell(event, "a replay is one round on");
    track.round = event.round;
    track.state = event.to;
  }

  std::vector<std::string> violations;

 private:
  void claimed(Track& track, const QueueEvent& event) {
    const std::uint64_t token = event.token.empty() ? 0 : std::stoull(event.token);
    if (token <= track.last_token) tell(event, "its token did not grow");
    if (!tokens_.insert(token).second) tell(event, "its token was given before");
    if (event.attempt <= track.last_attempt) tell(event, "its attempt did not count up");
    track.last_token = token;
    track.last_attempt = event.attempt;
    track.running_token = event.token;
  }

  void tell(const QueueEvent& event, std::string_view what) {
    violations.push_back(describe(event) + ": " + std::string(what));
  }

  std::map<std::string, Track> tracks_;
  std::set<std::uint64_t> tokens_;
};

}  // namespace

std::string describe(const QueueEvent& event) {
  std::string text = event.district + "/" + event.id + " round " + std::to_string(event.round) + " " +
                     std::string(event.from ? to_string(*event.from) : "new") + " -> " +
                     std::string(to_string(event.to)) + " " + event.reason + " at " + std::to_string(event.at.count());
  if (!event.by.empty()) text += " by " + event.by;
  if (!event.token.empty())
    text += " (attempt " + std::to_string(event.attempt) + ", token " + event.token + ", " + event.worker + ")";
  if (event.strikes + event.retries > 0)
    text += " strikes " + std::to_string(event.strikes) + " retries " + std::to_string(event.retries);
  return text;
}

std::vector<std::string> history_violations(const std::vector<QueueEvent>& events) {
  Checker checker;
  for (const QueueEvent& event : events) checker.look(event);
  return std::move(checker.violations);
}

std::string to_json(const std::vector<QueueEvent>& events) {
  boost::json::array list;
  for (const QueueEvent& event : events) {
    boost::json::object entry{{"id", event.id},
                              {"district", event.district},
                              {"to", to_string(event.to)},
                              {"at", std::to_string(event.at.count())},
                              {"round", std::to_string(event.round)},
                              {"reason", event.reason}};
    if (event.from) entry["from"] = to_string(*event.from);
    if (!event.by.empty()) entry["by"] = event.by;
    if (!event.token.empty()) {
      entry["token"] = event.token;
      entry["worker"] = event.worker;
      entry["attempt"] = std::to_string(event.attempt);
      entry["strikes"] = std::to_string(event.strikes);
      entry["retries"] = std::to_string(event.retries);
    }
    list.push_back(std::move(entry));
  }
  return boost::json::serialize(list);
}

}  // namespace sipro::test
