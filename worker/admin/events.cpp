#include "admin/events.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>

namespace sipro::admin {
namespace {

constexpr std::string_view kStream = "{sipro}:events";
constexpr std::size_t kPage = 1000;
constexpr std::size_t kPages = 250;

/// [id, [name, value, ...]] of XREVRANGE.
std::optional<JobEvent> event_of(const redis::Reply& reply) {
  const auto* entry = reply.array();
  if (entry == nullptr || entry->size() != 2) return std::nullopt;
  const auto* values = (*entry)[1].array();
  if (values == nullptr) return std::nullopt;
  JobEvent event;
  for (std::size_t i = 0; i + 1 < values->size(); i += 2) {
    const auto* name = (*values)[i].text();
    const auto* value = (*values)[i + 1].text();
    if (name != nullptr && value != nullptr) event.fields[*name] = *value;
  }
  const std::string at = event.field("at");
  std::int64_t micros = 0;
  std::from_chars(at.data(), at.data() + at.size(), micros);
  event.at = std::chrono::microseconds(micros);
  return event;
}

std::string reason_in_words(const JobEvent& event) {
  static const std::map<std::string, std::string> kWords = {
      {"enqueued", "accepted"},
      {"claimed", "started"},
      {"completed", "finished"},
      {"file", "ended: its file or its parameters are wrong"},
      {"resource", "could not go on: something it needs was missing"},
      {"crash", "its process died"},
      {"interrupted", "given back by its worker"},
      {"lease_expired", "its worker was lost"},
      {"worker_lost", "its worker was lost again: a strike"},
      {"cancel", "cancelled"},
      {"parent_failed", "cancelled, since a job that it comes after did not succeed"},
      {"unblocked", "the jobs that it comes after have succeeded"},
      {"due", "its waiting time is over"},
      {"replayed", "replayed"},
      {"restored", "restored from storage"},
  };
  const auto found = kWords.find(event.field("reason"));
  return found != kWords.end() ? found->second : event.field("reason");
}

}  // namespace

std::string JobEvent::field(const std::string& name) const {
  const auto found = fields.find(name);
  return found != fields.end() ? found->second : std::string();
}

Result<std::vector<JobEvent>> events_of(redis::Client& client, std::string_view job) {
  std::vector<JobEvent> events;
  std::string end = "+";
  for (std::size_t page = 0; page < kPages; ++page) {
    const auto reply = client.run({"XREVRANGE", std::string(kStream), end, "-", "COUNT", std::to_string(kPage)});
    if (!reply) return reply.error();
    if (const auto* error = reply->error()) return Error{Errc::redis_refused, error->message};
    const auto* entries = reply->array();
    if (entries == nullptr || entries->empty()) break;
    for (const auto& entry : *entries) {
      auto event = event_of(entry);
      if (!event || event->field("id") != job) continue;
      events.push_back(std::move(*event));
    }
    // Its first event has no state that it came from.
    if (entries->size() < kPage || (!events.empty() && events.back().field("from").empty())) break;
    const auto* last = entries->back().array();
    end = "(" + (last != nullptr && !last->empty() && last->front().text() != nullptr ? *last->front().text() : "-");
  }
  std::reverse(events.begin(), events.end());
  return events;
}

std::string in_words(const JobEvent& event) {
  std::string text = reason_in_words(event);
  const std::string reason = event.field("reason");
  if (const std::string worker = event.field("worker"); !worker.empty() && reason == "claimed") text += " by " + worker;
  if (const std::string attempt = event.field("attempt"); !attempt.empty()) text += ", attempt " + attempt;
  if (const std::string strikes = event.field("strikes"); !strikes.empty() && strikes != "0") {
    text += ", strikes " + strikes;
  }
  if (const std::string retries = event.field("retries"); !retries.empty() && retries != "0") {
    text += ", retries " + retries;
  }
  if (const std::string by = event.field("by"); !by.empty()) text += ", by " + by;
  return text;
}

}  // namespace sipro::admin
