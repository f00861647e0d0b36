#include "queue/calls.hpp"

#include <boost/json.hpp>

#include "queue/library.hpp"

namespace sipro::queue::calls {

namespace {

namespace json = boost::json;

redis::Command call(std::string_view name, std::string_view stamp, const json::object& input) {
  return {"FCALL",
          "s" + std::to_string(kLibrary) + "_" + std::string(name),
          "1",
          "{sipro}",
          std::string(stamp),
          json::serialize(input)};
}

std::string digits(Micros time) { return std::to_string(time.count()); }

json::array texts(const std::vector<std::string>& words) {
  json::array list(words.begin(), words.end());
  return list;
}

/// What the functions need of a job, and the rest of it as a text that they keep. `after` isn't in that text: parents
/// may be answered for by other jobs.
json::object job_input(const JobSpec& job) {
  json::object input{{"id", job.id},
                     {"district", job.district},
                     {"kind", job.kind},
                     {"version", job.version},
                     {"priority", job.priority},
                     {"cap", job.cap},
                     {"delay", job.delay.count()}};
  if (!job.idempotency_key.empty()) {
    input["key"] = job.idempotency_key;
    input["body"] = job.body_hash;
  }
  if (!job.fingerprint.empty()) input["fingerprint"] = job.fingerprint;
  if (job.again) input["again"] = true;
  if (!job.after.empty()) input["after"] = texts(job.after);
  input["spec"] = json::serialize(json::object{{"district", job.district},
                                               {"kind", job.kind},
                                               {"version", job.version},
                                               {"payload", job.payload},
                                               {"priority", job.priority},
                                               {"cap", job.cap},
                                               {"by", job.by},
                                               {"trace", job.trace},
                                               {"key", job.idempotency_key},
                                               {"body", job.body_hash},
                                               {"fingerprint", job.fingerprint},
                                               {"again", job.again},
                                               {"delay", job.delay.count()}});
  return input;
}

std::string error_text(const JobError& error) {
  return json::serialize(json::object{{"code", error.code}, {"message", error.message}, {"details", error.details}});
}

json::object end_input(const JobEnd& end) {
  json::object input{{"state", to_string(end.state)},
                     {"attempt", end.attempt},
                     {"strikes", end.strikes},
                     {"finished", digits(end.finished)}};
  if (end.dead) input["dead"] = true;
  if (!end.folder.empty()) input["folder"] = end.folder;
  if (!end.results.empty()) input["results"] = end.results;
  if (end.error) input["error"] = error_text(*end.error);
  return input;
}

}  // namespace

redis::Command enqueue(std::string_view stamp, std::span<const JobSpec> jobs) {
  json::array inputs;
  for (const auto& job : jobs) inputs.emplace_back(job_input(job));
  return call("enqueue", stamp, {{"jobs", std::move(inputs)}});
}

redis::Command claim(std::string_view stamp, const ClaimRequest& request) {
  return call("claim", stamp,
              {{"worker", request.worker},
               {"slot", request.slot},
               {"number", std::to_string(request.number)},
               {"max_version", request.max_version},
               {"lease", request.lease.count()}});
}

redis::Command beat(std::string_view stamp, const Hold& hold, const Progress& progress,
                    std::chrono::milliseconds lease) {
  return call("beat", stamp,
              {{"id", hold.id},
               {"token", hold.token},
               {"phase", progress.phase},
               {"done", std::to_string(progress.done)},
               {"total", std::to_string(progress.total)},
               {"lease", lease.count()}});
}

redis::Command complete(std::string_view stamp, const Hold& hold, const Completion& completion) {
  return call("complete", stamp,
              {{"id", hold.id}, {"token", hold.token}, {"folder", completion.folder}, {"results", completion.results}});
}

redis::Command fail(std::string_view stamp, const Hold& hold, const Failure& failure) {
  return call("fail", stamp,
              {{"id", hold.id},
               {"token", hold.token},
               {"class", to_string(failure.fail_class)},
               {"error", error_text(failure.error)},
               {"delay", failure.delay.count()},
               {"max_retries", failure.max_retries},
               {"max_strikes", failure.max_strikes}});
}

redis::Command reap(std::string_view stamp, unsigned max_strikes) {
  return call("reap", stamp, {{"max_strikes", max_strikes}});
}

redis::Command cancel(std::string_view stamp, std::string_view id, std::string_view by) {
  return call("cancel", stamp, {{"id", id}, {"by", by}});
}

redis::Command replay(std::string_view stamp, std::string_view id, unsigned round, std::string_view by) {
  return call("replay", stamp, {{"id", id}, {"round", round}, {"by", by}});
}

redis::Command restore(std::span<const Restored> jobs) {
  json::array inputs;
  for (const auto& job : jobs) {
    auto input = job_input(job.spec);
    input["created"] = digits(job.created);
    input["round"] = job.round;
    input["attempts"] = job.attempts;
    input["strikes"] = job.strikes;
    if (job.kept) input["kept"] = true;
    if (job.end) input["end"] = end_input(*job.end);
    inputs.emplace_back(std::move(input));
  }
  return call("restore", {}, {{"jobs", std::move(inputs)}});
}

redis::Command saved(std::string_view stamp, std::string_view id, unsigned round) {
  return call("saved", stamp, {{"id", id}, {"round", round}});
}

redis::Command forget(std::string_view stamp, std::string_view id) { return call("forget", stamp, {{"id", id}}); }

redis::Command keep(std::string_view stamp, std::string_view id, bool kept) {
  return call("keep", stamp, {{"id", id}, {"kept", kept}});
}

redis::Command pause(std::string_view stamp, bool paused, std::string_view by) {
  return call(paused ? "pause" : "resume", stamp, {{"by", by}});
}

redis::Command audit(std::string_view stamp, std::string_view cursor) {
  return call("audit", stamp, {{"cursor", cursor}});
}

redis::Command show(std::string_view id) { return call("show", {}, {{"id", id}}); }

redis::Command list(std::string_view district, std::uint64_t offset, std::uint64_t limit) {
  return call("list", {}, {{"district", district}, {"offset", offset}, {"limit", limit}});
}

redis::Command dead(std::uint64_t offset, std::uint64_t limit) {
  return call("dead", {}, {{"offset", offset}, {"limit", limit}});
}

redis::Command unsaved(std::chrono::milliseconds age, std::uint64_t limit) {
  return call("unsaved", {}, {{"age", age.count()}, {"limit", limit}});
}

redis::Command stats() { return call("stats", {}, {}); }

redis::Command counts() { return call("counts", {}, {}); }

redis::Command announce(std::string_view stamp, const ProcessInfo& process) {
  const json::object info{{"name", process.name},
                          {"role", process.role},
                          {"version", process.version},
                          {"max_payload", process.max_payload},
                          {"concurrency", process.concurrency},
                          {"state", process.state},
                          {"cage", process.cage},
                          {"library", kLibrary}};
  return call("announce", stamp, {{"name", process.name}, {"process", json::serialize(info)}});
}

redis::Command processes() { return call("processes", {}, {}); }

redis::Command recovery_begin(std::string_view owner, std::chrono::milliseconds hold, std::string_view run_id) {
  return call("recovery_begin", {}, {{"owner", owner}, {"hold", hold.count()}, {"run_id", run_id}});
}

redis::Command recovery_end(std::string_view owner, std::string_view epoch, std::string_view run_id) {
  return call("recovery_end", {}, {{"owner", owner}, {"epoch", epoch}, {"run_id", run_id}});
}

redis::Command standing() { return call("standing", {}, {}); }

redis::Command upload_take(std::string_view stamp, std::string_view id, std::string_view token, std::uint64_t offset,
                           std::chrono::milliseconds life) {
  return call("upload_take", stamp,
              {{"id", id}, {"token", token}, {"offset", std::to_string(offset)}, {"life", life.count()}});
}

redis::Command upload_advance(std::string_view stamp, std::string_view id, std::string_view token, std::uint64_t from,
                              std::uint64_t to, std::chrono::milliseconds life) {
  return call("upload_advance", stamp,
              {{"id", id},
               {"token", token},
               {"from", std::to_string(from)},
               {"to", std::to_string(to)},
               {"life", life.count()}});
}

redis::Command upload_end(std::string_view stamp, std::string_view id, std::string_view district, UploadHold ended,
                          std::string_view token, std::chrono::milliseconds life) {
  json::object input{{"id", id},
                     {"district", district},
                     {"ended", ended == UploadHold::whole ? "whole" : "dropped"},
                     {"life", life.count()}};
  if (!token.empty()) input["token"] = token;
  return call("upload_end", stamp, input);
}

redis::Command upload_look(std::span<const std::string> ids) {
  return call("upload_look", {}, {{"ids", json::array(ids.begin(), ids.end())}});
}

}  // namespace sipro::queue::calls
