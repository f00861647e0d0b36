// How the functions' answers are read (calls.hpp).
#include <boost/json.hpp>
#include <charconv>
#include <stdexcept>

#include "queue/calls.hpp"

namespace sipro::queue::calls {

namespace {

namespace json = boost::json;

/// JSON that is read and dropped: its parts lie in one block, and none is freed alone.
class Document {
 public:
  /// A text that is no JSON is an exception.
  explicit Document(std::string_view text) : value_(json::parse(text, &memory_, options())) {}

  [[nodiscard]] const json::object& object() const { return value_.as_object(); }

 private:
  static json::parse_options options() {
    json::parse_options options;
    options.allow_invalid_utf8 = true;  // a message may quote a file
    return options;
  }

  json::monotonic_resource memory_{4096};
  json::value value_;
};

bool begins_with(std::string_view text, std::string_view word) { return text.substr(0, word.size()) == word; }

/// Reads the answer's object by `take`; whatever isn't there or of another type is an exception, which ends here.
template <class Take>
auto read(const redis::Reply& reply, Take take) -> Result<decltype(take(std::declval<const json::object&>()))> {
  if (const auto* error = reply.error()) return error_of(*error);
  const auto* text = reply.text();
  if (text == nullptr) return Error{Errc::redis_refused, "a function of the queue gave an answer of another kind"};
  try {
    return take(Document(*text).object());
  } catch (const std::exception& error) {
    return Error{Errc::redis_refused,
                 "a function of the queue gave an answer that isn't understood (" + std::string(error.what()) + ")"};
  }
}

template <class Number>
Number number_of(std::string_view text) {
  Number number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size()) throw std::invalid_argument("not a number");
  return number;
}

std::string text_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? std::string() : std::string(value->as_string());
}

template <class Number>
Number number_at(const json::object& object, std::string_view key) {
  return object.at(key).to_number<Number>();
}

bool flag_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->as_bool();
}

Micros time_at(const json::object& object, std::string_view key) {
  return Micros(number_of<std::int64_t>(text_at(object, key)));
}

std::optional<Micros> time_if_at(const json::object& object, std::string_view key) {
  if (!object.contains(key)) return std::nullopt;
  return time_at(object, key);
}

/// The entry of a table of names.
template <class Enum, std::size_t N>
Enum choice_at(const json::object& object, std::string_view key, const std::pair<std::string_view, Enum> (&names)[N]) {
  const auto text = text_at(object, key);
  for (const auto& [name, value] : names) {
    if (name == text) return value;
  }
  throw std::invalid_argument("unknown " + std::string(key));
}

JobState state_at(const json::object& object, std::string_view key) {
  const auto state = parse_state(text_at(object, key));
  if (!state) throw std::invalid_argument("unknown state");
  return *state;
}

/// An empty list is left out.
template <class Take>
auto list_at(const json::object& object, std::string_view key, Take take) {
  std::vector<decltype(take(std::declval<const json::object&>()))> list;
  if (const auto* value = object.if_contains(key)) {
    for (const auto& entry : value->as_array()) list.push_back(take(entry.as_object()));
  }
  return list;
}

std::vector<std::string> texts_at(const json::object& object, std::string_view key) {
  std::vector<std::string> list;
  if (const auto* value = object.if_contains(key)) {
    for (const auto& entry : value->as_array()) list.emplace_back(entry.as_string());
  }
  return list;
}

JobSpec spec_of(const json::object& answer) {
  const Document document(text_at(answer, "spec"));
  const json::object& object = document.object();
  JobSpec spec;
  spec.id = text_at(answer, "id");
  spec.district = text_at(object, "district");
  spec.kind = text_at(object, "kind");
  spec.version = number_at<int>(object, "version");
  spec.payload = text_at(object, "payload");
  spec.priority = number_at<int>(object, "priority");
  spec.cap = number_at<unsigned>(object, "cap");
  spec.by = text_at(object, "by");
  spec.trace = text_at(object, "trace");
  spec.idempotency_key = text_at(object, "key");
  spec.body_hash = text_at(object, "body");
  spec.fingerprint = text_at(object, "fingerprint");
  spec.again = flag_at(object, "again");
  spec.after = texts_at(answer, "after");
  spec.delay = std::chrono::milliseconds(number_at<std::int64_t>(object, "delay"));
  return spec;
}

JobError error_in(std::string_view text) {
  const Document document(text);
  const json::object& object = document.object();
  return {text_at(object, "code"), text_at(object, "message"), text_at(object, "details")};
}

Progress progress_of(const json::object& object) {
  return {text_at(object, "phase"), number_of<std::uint64_t>(text_at(object, "done")),
          number_of<std::uint64_t>(text_at(object, "total"))};
}

Place place_of(const json::object& object) {
  const auto reason = parse_wait_reason(text_at(object, "reason"));
  if (!reason) throw std::invalid_argument("unknown reason");
  return {number_at<std::uint64_t>(object, "ahead"), number_at<std::uint64_t>(object, "districts"), *reason,
          time_if_at(object, "retry_at")};
}

JobView view_of(const json::object& object) {
  JobView view;
  view.spec = spec_of(object);
  view.state = state_at(object, "state");
  view.round = number_at<unsigned>(object, "round");
  view.attempt = number_at<unsigned>(object, "attempt");
  view.token = text_at(object, "token");
  view.worker = text_at(object, "worker");
  view.strikes = number_at<unsigned>(object, "strikes");
  view.retries = number_at<unsigned>(object, "retries");
  view.interruptions = number_at<unsigned>(object, "interruptions");
  view.cancel_asked = flag_at(object, "cancel_asked");
  view.dead = flag_at(object, "dead");
  view.kept = flag_at(object, "kept");
  view.created = time_at(object, "created");
  view.started = time_if_at(object, "started");
  view.finished = time_if_at(object, "finished");
  if (const auto* progress = object.if_contains("progress")) view.progress = progress_of(progress->as_object());
  if (const auto* error = object.if_contains("error")) view.error = error_in(error->as_string());
  view.folder = text_at(object, "folder");
  view.results = text_at(object, "results");
  if (const auto* place = object.if_contains("place")) view.place = place_of(place->as_object());
  return view;
}

Durations durations_of(const json::object& object) {
  Durations durations;
  for (const auto& count : object.at("counts").as_array()) {
    durations.counts.push_back(count.to_number<std::uint64_t>());
  }
  durations.sum = time_at(object, "us");
  return durations;
}

AttemptCounts attempts_of(const json::object& object) {
  AttemptCounts attempts;
  attempts.kind = text_at(object, "kind");
  attempts.urgent = flag_at(object, "urgent");
  attempts.waited = durations_of(object.at("waited").as_object());
  attempts.ran = durations_of(object.at("ran").as_object());
  const auto one = [](const json::object& ended) {
    return std::pair(text_at(ended, "reason"), number_at<std::uint64_t>(ended, "count"));
  };
  for (auto& [reason, count] : list_at(object, "ended", one)) attempts.ended[reason] = count;
  return attempts;
}

constexpr std::pair<std::string_view, EnqueueOutcome> kEnqueueOutcomes[] = {{"created", EnqueueOutcome::created},
                                                                            {"exists", EnqueueOutcome::exists},
                                                                            {"joined", EnqueueOutcome::joined},
                                                                            {"mismatch", EnqueueOutcome::mismatch}};
constexpr std::pair<std::string_view, BeatOutcome> kBeatOutcomes[] = {
    {"ok", BeatOutcome::ok}, {"cancel", BeatOutcome::cancel}, {"lost", BeatOutcome::lost}};
constexpr std::pair<std::string_view, CancelOutcome> kCancelOutcomes[] = {
    {"cancelled", CancelOutcome::cancelled},
    {"asked", CancelOutcome::asked},
    {"already_ended", CancelOutcome::already_ended},
    {"unknown", CancelOutcome::unknown}};
constexpr std::pair<std::string_view, ReplayOutcome> kReplayOutcomes[] = {
    {"queued", ReplayOutcome::queued}, {"not_dead", ReplayOutcome::not_dead}, {"unknown", ReplayOutcome::unknown}};
constexpr std::pair<std::string_view, RestoreOutcome> kRestoreOutcomes[] = {
    {"created", RestoreOutcome::created}, {"moved", RestoreOutcome::moved}, {"kept", RestoreOutcome::kept}};
constexpr std::pair<std::string_view, ForgetOutcome> kForgetOutcomes[] = {{"forgotten", ForgetOutcome::forgotten},
                                                                          {"not_ended", ForgetOutcome::not_ended},
                                                                          {"unknown", ForgetOutcome::unknown}};

constexpr std::pair<std::string_view, UploadHold> kUploadHolds[] = {{"held", UploadHold::held},
                                                                    {"lost", UploadHold::lost},
                                                                    {"whole", UploadHold::whole},
                                                                    {"dropped", UploadHold::dropped}};

UploadLook upload_of(const json::object& object) {
  UploadLook upload;
  if (object.contains("offset")) upload.offset = number_of<std::uint64_t>(text_at(object, "offset"));
  if (object.contains("ended")) upload.ended = choice_at(object, "ended", kUploadHolds);
  upload.district = text_at(object, "district");
  return upload;
}

}  // namespace

Error error_of(const redis::ServerError& error) {
  const std::string& message = error.message;
  const auto is = [&](std::string_view word) { return begins_with(message, word); };
  Errc code = Errc::redis_refused;
  if (is("RECOVERING") || is("ERR Function not found")) code = Errc::recovering;
  if (is("OOM")) code = Errc::redis_full;
  if (is("LOADING") || is("MISCONF") || is("BUSY") || is("MASTERDOWN") || is("READONLY"))
    code = Errc::redis_unavailable;
  return {code, "Redis: " + message};
}

bool is_library_missing(const redis::Reply& reply) {
  const auto* error = reply.error();
  return error != nullptr && begins_with(error->message, "ERR Function not found");
}

Result<std::vector<Enqueued>> enqueue_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) {
    return list_at(answer, "jobs", [](const json::object& job) {
      return Enqueued{choice_at(job, "outcome", kEnqueueOutcomes), text_at(job, "id"), state_at(job, "state")};
    });
  });
}

Result<std::optional<Claimed>> claim_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) -> std::optional<Claimed> {
    if (answer.empty()) return std::nullopt;
    return Claimed{{text_at(answer, "id"), text_at(answer, "token"), number_at<unsigned>(answer, "attempt"),
                    number_at<unsigned>(answer, "round")},
                   spec_of(answer),
                   number_at<unsigned>(answer, "strikes"),
                   number_at<unsigned>(answer, "retries")};
  });
}

Result<BeatOutcome> beat_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) { return choice_at(answer, "outcome", kBeatOutcomes); });
}

Result<EndOutcome> end_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) {
    return EndOutcome{flag_at(answer, "lost"), state_at(answer, "state"), flag_at(answer, "dead"),
                      number_at<unsigned>(answer, "strikes"), number_at<unsigned>(answer, "retries")};
  });
}

Result<ReapOutcome> reap_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) {
    ReapOutcome outcome;
    outcome.reaped = list_at(answer, "reaped", [](const json::object& job) {
      return Reaped{text_at(job, "id"), text_at(job, "token"), state_at(job, "to"), flag_at(job, "dead")};
    });
    outcome.due = number_at<std::uint64_t>(answer, "due");
    outcome.grace = flag_at(answer, "grace");
    return outcome;
  });
}

Result<CancelOutcome> cancel_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) { return choice_at(answer, "outcome", kCancelOutcomes); });
}

Result<ReplayOutcome> replay_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) { return choice_at(answer, "outcome", kReplayOutcomes); });
}

Result<std::vector<RestoreAnswer>> restore_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) {
    return list_at(answer, "jobs", [](const json::object& job) {
      return RestoreAnswer{choice_at(job, "outcome", kRestoreOutcomes), state_at(job, "state")};
    });
  });
}

Result<ForgetOutcome> forget_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) { return choice_at(answer, "outcome", kForgetOutcomes); });
}

Result<bool> keep_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) { return text_at(answer, "outcome") == "done"; });
}

Result<void> done_answer(const redis::Reply& reply) {
  const auto answer = read(reply, [](const json::object&) { return true; });
  if (!answer) return answer.error();
  return {};
}

Result<AuditPage> audit_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) {
    return AuditPage{text_at(answer, "cursor"), number_at<std::uint64_t>(answer, "looked"),
                     list_at(answer, "mended", [](const json::object& mended) {
                       return Mended{text_at(mended, "id"), text_at(mended, "place"), flag_at(mended, "added")};
                     })};
  });
}

Result<std::optional<JobView>> show_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) -> std::optional<JobView> {
    if (answer.empty()) return std::nullopt;
    return view_of(answer);
  });
}

Result<ListPage> list_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) {
    return ListPage{list_at(answer, "jobs", view_of), number_at<std::uint64_t>(answer, "total")};
  });
}

Result<std::vector<Unsaved>> unsaved_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) {
    return list_at(answer, "jobs", [](const json::object& job) {
      return Unsaved{text_at(job, "id"), text_at(job, "district"), number_at<unsigned>(job, "round")};
    });
  });
}

Result<Stats> stats_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) {
    Stats stats;
    stats.waiting = number_at<std::uint64_t>(answer, "waiting");
    stats.delayed = number_at<std::uint64_t>(answer, "delayed");
    stats.blocked = number_at<std::uint64_t>(answer, "blocked");
    stats.running = number_at<std::uint64_t>(answer, "running");
    stats.backlog = number_at<std::uint64_t>(answer, "backlog");
    stats.dead = number_at<std::uint64_t>(answer, "dead");
    stats.unsaved = number_at<std::uint64_t>(answer, "unsaved");
    stats.paused = flag_at(answer, "paused");
    stats.oldest_waiting = time_if_at(answer, "oldest_waiting");
    stats.districts = list_at(answer, "districts", [](const json::object& district) {
      return DistrictStats{text_at(district, "district"), number_at<std::uint64_t>(district, "queued"),
                           number_at<std::uint64_t>(district, "running"), number_at<unsigned>(district, "cap")};
    });
    return stats;
  });
}

Result<Counts> counts_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) {
    Counts counts;
    counts.bounds_s = texts_at(answer, "bounds");
    counts.attempts = list_at(answer, "attempts", attempts_of);
    for (const AttemptCounts& attempts : counts.attempts) {
      const std::size_t wanted = counts.bounds_s.size() + 1;
      if (attempts.waited.counts.size() != wanted || attempts.ran.counts.size() != wanted) {
        throw std::invalid_argument("other counts than bounds");
      }
    }
    return counts;
  });
}

Result<std::vector<ProcessInfo>> processes_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) {
    return list_at(answer, "processes", [](const json::object& entry) {
      const Document document(text_at(entry, "process"));
      const json::object& told = document.object();
      ProcessInfo process;
      process.name = text_at(told, "name");
      process.role = text_at(told, "role");
      process.version = text_at(told, "version");
      process.max_payload = number_at<int>(told, "max_payload");
      process.concurrency = number_at<unsigned>(told, "concurrency");
      process.state = text_at(told, "state");
      process.cage = text_at(told, "cage");
      process.library = number_at<unsigned>(told, "library");
      process.seen = time_at(entry, "seen");
      return process;
    });
  });
}

Result<bool> recovery_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) { return flag_at(answer, "won"); });
}

Result<Standing> standing_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) {
    return Standing{text_at(answer, "epoch"), text_at(answer, "run_id"),       {},
                    time_at(answer, "now"),   time_if_at(answer, "last_tick"), text_at(answer, "recovering")};
  });
}

Result<UploadTaken> upload_taken_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) {
    UploadTaken taken;
    taken.hold = choice_at(answer, "outcome", kUploadHolds);
    if (taken.hold == UploadHold::held) taken.offset = number_of<std::uint64_t>(text_at(answer, "offset"));
    return taken;
  });
}

Result<UploadHold> upload_hold_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) { return choice_at(answer, "outcome", kUploadHolds); });
}

Result<std::vector<UploadLook>> upload_look_answer(const redis::Reply& reply) {
  return read(reply, [](const json::object& answer) { return list_at(answer, "uploads", upload_of); });
}

}  // namespace sipro::queue::calls
