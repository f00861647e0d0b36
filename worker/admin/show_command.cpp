#include "admin/show_command.hpp"

#include <boost/json.hpp>
#include <optional>

#include "admin/answer.hpp"
#include "admin/events.hpp"
#include "admin/figures.hpp"
#include "admin/job_words.hpp"
#include "admin/parts.hpp"

namespace sipro::admin {
namespace {

namespace json = boost::json;

/// What storage says of the job.
struct OnStorage {
  std::string district;  // empty: no folder of this id
  std::optional<storage::JobFacts> facts;
  std::string problem;  // why the facts can't be read
  std::vector<std::string> attempts;
  std::vector<storage::Evidence> evidence;
};

OnStorage look_at_storage(const storage::JobFiles& files, const std::string& id, std::string district) {
  OnStorage found;
  auto& port = files.files();
  if (district.empty()) {
    const auto districts = files.list_districts();
    for (const auto& one : districts ? *districts : std::vector<std::string>()) {
      if (port.status(files.layout().job(one, id))) district = one;
    }
  }
  if (district.empty() || !port.status(files.layout().job(district, id))) return found;
  found.district = district;
  auto facts = files.read_facts(district, id);
  if (facts) {
    found.facts = std::move(*facts);
  } else {
    found.problem = facts.error().context;
  }
  if (const auto entries = port.list(files.layout().job(district, id))) {
    for (const auto& entry : *entries) {
      if (entry.folder && storage::parse_attempt_name(entry.name)) found.attempts.push_back(entry.name);
    }
  }
  if (auto evidence = files.read_evidence(district, id)) found.evidence = std::move(*evidence);
  return found;
}

json::object evidence_json(const storage::Evidence& evidence) {
  return {{"attempt", evidence.attempt},
          {"round", evidence.round},
          {"class", evidence.fail_class},
          {"strike", evidence.strike},
          {"code", evidence.code},
          {"message", evidence.message},
          {"signal", evidence.signal},
          {"exit_status", evidence.exit_status},
          {"last_words", evidence.last_words},
          {"worker", evidence.worker}};
}

json::value storage_json(const OnStorage& storage) {
  if (storage.district.empty()) return nullptr;
  json::array evidence;
  for (const auto& one : storage.evidence) evidence.push_back(evidence_json(one));
  json::object object{{"district", storage.district},
                      {"problem", storage.problem},
                      {"attempts", json::array(storage.attempts.begin(), storage.attempts.end())},
                      {"evidence", evidence}};
  if (storage.facts) {
    object["round"] = storage.facts->round;
    object["strikes"] = storage.facts->strikes;
    object["end"] = storage.facts->end ? json::value(storage.facts->end->state) : json::value();
  }
  return object;
}

std::string indented(const std::string& text) {
  std::string result = "      | ";
  for (const char c : text) {
    result += c;
    if (c == '\n') result += "      | ";
  }
  return result + "\n";
}

std::string evidence_text(const storage::Evidence& evidence) {
  std::string text = "  attempt " + std::to_string(evidence.attempt) + ": " + evidence.fail_class +
                     (evidence.strike ? " (a strike)" : "") + ", " + evidence.code;
  if (evidence.signal != 0) text += ", signal " + std::to_string(evidence.signal);
  if (evidence.signal == 0 && evidence.exit_status != 0) text += ", exit " + std::to_string(evidence.exit_status);
  if (!evidence.worker.empty()) text += ", on " + evidence.worker;
  text += "\n";
  if (!evidence.message.empty()) text += "      " + evidence.message + "\n";
  if (!evidence.last_words.empty()) text += indented(evidence.last_words);
  return text;
}

std::string storage_text(const OnStorage& storage, const std::optional<queue::JobView>& job) {
  std::string text = "On storage\n";
  if (storage.district.empty()) return text + "  nothing: its folder was removed, or the volume is not mounted\n";
  if (!storage.facts) return text + "  DAMAGED: " + storage.problem + "\n";
  const auto& facts = *storage.facts;
  text += "  job.json is whole; round " + std::to_string(facts.round) + "; " +
          (facts.end ? "its end is written: " + facts.end->state : std::string("no end is written")) + "\n";
  for (const auto& attempt : storage.attempts) {
    const bool is_result = facts.end && facts.end->folder == attempt;
    text += "  " + attempt + (is_result ? "  <- the result\n" : "\n");
  }
  if (job && queue::is_terminal(job->state) && !facts.end) {
    text += "  Redis knows its end and storage does not yet: a worker writes it within seconds\n";
  }
  if (job && !queue::is_terminal(job->state) && facts.end && facts.round >= job->round) {
    text += "  Storage knows its end and Redis does not: sipro-admin recover\n";
  }
  if (!storage.evidence.empty()) text += "Evidence of attempts that did not succeed\n";
  for (const auto& one : storage.evidence) text += evidence_text(one);
  return text;
}

std::string job_text(const queue::JobView& job, queue::Micros now) {
  std::string text = "Job " + job.spec.id + ": " + job.spec.kind + " of district " + job.spec.district;
  if (!job.spec.by.empty()) text += ", asked for by " + job.spec.by;
  text += "\n  accepted " + when(job.created) + ", round " + std::to_string(job.round) + ", " +
          count_of(job.attempt, "attempt") + "\n  " + state_in_words(job, now) + "\n";
  if (!job.spec.trace.empty()) text += "  trace " + job.spec.trace + " in the logs of gateways and workers\n";
  if (job.error) text += "  " + job.error->code + ": " + job.error->message + "\n";
  for (const auto& parent : job.spec.after) text += "  comes after " + parent + "\n";
  return text;
}

}  // namespace

int show_job(const Settings& settings, const std::string& id) {
  if (!storage::is_id(id)) return fail(settings, {Errc::wrong_usage, "ID must be 32 digits of 0-9 and a-f"});
  Parts parts(settings);
  const auto files = parts.files();
  if (!files) return fail(settings, files.error());
  const auto queue = parts.queue();
  if (!queue) return fail(settings, queue.error());
  const auto job = (*queue)->show(id);
  if (!job) return fail(settings, job.error());
  const auto standing = (*queue)->standing();
  if (!standing) return fail(settings, standing.error());
  const auto client = parts.client();
  if (!client) return fail(settings, client.error());
  const auto events = events_of(**client, id);
  if (!events) return fail(settings, events.error());
  const OnStorage storage = look_at_storage(**files, id, *job ? (*job)->spec.district : std::string());
  if (!*job && storage.district.empty()) {
    return fail(settings, {Errc::not_found, "neither Redis nor storage knows a job " + id});
  }

  json::array history;
  std::string text = *job ? job_text(**job, standing->now)
                          : "Job " + id + " of district " + storage.district +
                                " is on storage, but Redis does not know it: sipro-admin recover\n";
  if (!events->empty()) text += "What happened\n";
  for (const auto& event : *events) {
    json::object one;
    for (const auto& [name, value] : event.fields) one[name] = value;
    history.push_back(std::move(one));
    text += "  " + when(event.at) + "  " + event.field("to") + ": " + in_words(event) + "\n";
  }
  text += storage_text(storage, *job);
  if (*job) {
    if (const std::string advice = advice_for(**job); !advice.empty()) text += "What to do\n  " + advice + "\n";
  }
  answer(settings,
         {{"job", *job ? json::value(as_json(**job)) : json::value()},
          {"events", history},
          {"storage", storage_json(storage)}},
         text);
  return ExitCode::done;
}

}  // namespace sipro::admin
