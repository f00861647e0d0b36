#include "api/job_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <optional>

#include "base/moment.hpp"
#include "payload/payload.hpp"
#include "records/words.hpp"

namespace sipro::gateway {
namespace {

namespace json = boost::json;

constexpr std::size_t kDateLength = 10;  // "2028-01-28"

json::value when(std::optional<queue::Micros> time, const tenancy::District& district) {
  if (!time) return nullptr;
  const std::chrono::sys_time<std::chrono::microseconds> at{*time};
  return Moment{std::chrono::floor<std::chrono::seconds>(at), district.offset}.iso8601().c_str();
}

/// The last day on which the job's data are there for sure; null: it has not ended, or is kept until further notice.
json::value kept_until(const queue::JobView& job, const tenancy::District& district) {
  if (job.kept || !job.finished || !queue::is_terminal(job.state)) return nullptr;
  const std::chrono::sys_time<std::chrono::microseconds> ended{*job.finished};
  const std::chrono::sys_days last = tenancy::kept_until(ended, district.keeping, district.offset);
  return Moment{last, std::chrono::minutes(0)}.iso8601().substr(0, kDateLength).c_str();
}

/// JSON that we wrote ourselves; null for an empty or damaged text.
json::value parsed(const std::string& text) {
  json::error_code failure;
  json::value value = json::parse(text, failure);
  if (failure) return nullptr;
  return value;
}

/// As it was asked for: {"upload":ID}, {"file":ID} or {"job":ID}, so that the job can be asked for again; and what it
/// was: name, SHA-256.
json::object input_json(const payload::Input& input) {
  json::object out;
  if (const auto* job = std::get_if<payload::JobInput>(&input.source)) {
    out["job"] = job->job;
  } else {
    const auto& file = std::get<payload::FileInput>(input.source);
    const std::filesystem::path path = file.path;
    const bool uploaded = path.begin() != path.end() && *path.begin() == "uploads";
    out[uploaded ? "upload" : "file"] = path.parent_path().filename().string();
    if (!file.sha256.empty()) out["sha256"] = file.sha256;
  }
  out["name"] = input.name;
  if (input.year) out["year"] = *input.year;
  return out;
}

json::array inputs_json(const std::vector<payload::Input>& inputs) {
  json::array out;
  for (const payload::Input& input : inputs) out.push_back(input_json(input));
  return out;
}

json::object params_of(const payload::Preprocess& work) {
  return {{"flow", work.flow},
          {"inputs", inputs_json(work.inputs)},
          {"overlap", work.overlap},
          {"accept_flow", work.accept_flow}};
}

json::object params_of(const payload::Check& work) { return {{"check", true}, {"inputs", inputs_json(work.inputs)}}; }

json::object params_of(const payload::Olah& work) {
  json::object out{{"tables", work.tables}};
  if (work.ekspor) out["ekspor"] = input_json(*work.ekspor);
  if (work.impor) out["impor"] = input_json(*work.impor);
  out["year"] = work.year;
  out["month"] = work.month;
  out["gaps"] = work.gaps;
  out["accept_flow"] = work.accept_flow;
  return out;
}

json::value params_json(const std::string& text) {
  const auto payload = payload::parse_payload(text);
  // Of a newer version; it is there, but we can't tell it.
  if (!payload) return nullptr;
  return std::visit([](const auto& work) { return params_of(work); }, payload->work);
}

json::value queue_json(const queue::JobView& job, const tenancy::District& district) {
  using queue::JobState;
  if (job.state != JobState::queued && job.state != JobState::blocked && job.state != JobState::retrying)
    return nullptr;
  return json::object{{"ahead", job.place.ahead},
                      {"districts", job.place.districts},
                      {"reason", queue::to_string(job.place.reason)},
                      {"retry_at", when(job.place.retry_at, district)}};
}

json::value error_json(const std::optional<queue::JobError>& error) {
  if (!error) return nullptr;
  return json::object{{"code", error->code}, {"message", error->message}, {"details", parsed(error->details)}};
}

}  // namespace

json::object job_json(const queue::JobView& job, const tenancy::District& district) {
  json::object out;
  out["id"] = job.spec.id;
  out["kind"] = job.spec.kind;
  out["state"] = queue::to_string(job.state);
  out["attempt"] = job.attempt;
  out["created_at"] = when(job.created, district);
  out["started_at"] = when(job.started, district);
  out["finished_at"] = when(job.finished, district);
  out["by"] = job.spec.by;
  out["params"] = params_json(job.spec.payload);
  out["after"] = json::array(job.spec.after.begin(), job.spec.after.end());
  out["cancel_asked"] = job.cancel_asked;
  out["kept"] = job.kept;
  out["kept_until"] = kept_until(job, district);
  out["progress"] =
      json::object{{"phase", job.progress.phase}, {"done", job.progress.done}, {"total", job.progress.total}};
  out["queue"] = queue_json(job, district);
  out["error"] = error_json(job.error);
  json::value results = parsed(job.results);
  out["results"] = results.is_array() ? std::move(results) : json::value(json::array());
  return out;
}

queue::JobView view_of(const storage::JobFacts& facts, const storage::Manifest& manifest) {
  queue::JobView view;
  view.spec = records::to_spec(facts.job);
  view.round = facts.round;
  view.attempt = facts.attempts;
  view.kept = facts.kept;
  view.created = queue::Micros(facts.job.created_us);
  if (!facts.end) return view;
  queue::JobEnd end = records::to_end(*facts.end, records::results_json(manifest));
  view.state = end.state;
  view.dead = end.dead;
  view.strikes = end.strikes;
  view.folder = std::move(end.folder);
  view.results = std::move(end.results);
  view.error = std::move(end.error);
  view.finished = end.finished;
  return view;
}

}  // namespace sipro::gateway
