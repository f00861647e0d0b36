#include "jobs/attempt_runner.hpp"

#include <fcntl.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <variant>

#include "base/log.hpp"
#include "base/moment.hpp"
#include "base/random.hpp"
#include "jobs/data_stop.hpp"
#include "records/words.hpp"

namespace sipro::jobs {
namespace {

constexpr int kDone = 0;
constexpr int kDataStop = 3;

AttemptEnd widen(std::variant<Failed, Abandoned> end) {
  return std::visit([](auto& alternative) -> AttemptEnd { return std::move(alternative); }, end);
}

/// Links, pipes and the like among the results: `sipro` makes none.
Failed left_no_files(const Error& error) {
  Failed end = failed_step({Errc::child_crashed, "its folder can't be taken as a result: " + error.context});
  end.fail_class = queue::FailClass::crash;
  return end;
}

/// Worth an operator's look: the officer's file, a wish or a stop of ours explain themselves.
bool needs_evidence(const Failed& end) {
  return end.fail_class == queue::FailClass::crash || end.fail_class == queue::FailClass::resource ||
         end.error.code == to_string(Errc::internal);
}

/// Far more than the trial of the cage needs on a host that is not overloaded.
constexpr std::chrono::seconds kLongestProbe(10);

/// Why a trial of the cage told nothing.
std::string cause_of(const ChildEnd& end) {
  if (end.error) return end.error->message;
  if (end.by != EndedBy::itself) {
    return "it had not ended after " + std::to_string(kLongestProbe.count()) + " s: this host is too busy, or it hangs";
  }
  if (!end.last_words.empty()) return end.last_words;
  return end.exit.signal != 0 ? "it was killed by signal " + std::to_string(end.exit.signal)
                              : "it ended with exit code " + std::to_string(end.exit.status);
}

}  // namespace

AttemptEnd AttemptRunner::run(const queue::Claimed& claimed, LiveAttempt& attempt) {
  const auto folder = jobs_.new_attempt(claimed.spec.district, claimed.hold.id, claimed.hold.attempt,
                                        claimed.hold.token, static_cast<std::uint32_t>(random_u64()));
  if (!folder) return failed_step(folder.error());
  attempt.touch();
  AttemptEnd end = run_in(claimed, *folder, attempt);
  attempt.touch();
  if (const auto* failed = std::get_if<Failed>(&end)) {
    if (failed->fail_class == queue::FailClass::resource) remove_files(claimed, *folder);
    keep_evidence(claimed, *folder, *failed);
  }
  return end;
}

AttemptEnd AttemptRunner::run_in(const queue::Claimed& claimed, const std::string& folder, LiveAttempt& attempt) {
  const auto payload = payload::parse_payload(claimed.spec.payload);
  if (!payload) return failed_step({Errc::internal, "the payload of a known version: " + payload.error().context});
  auto inputs = open_inputs(jobs_, claimed.spec.district, *payload, result_folder_);
  if (!inputs) return failed_step(inputs.error());
  if (attempt.stop() != Stop::none) return widen(stopped(attempt.stop()));

  child::ChildSpec spec;
  spec.payload = *payload;
  spec.threads = settings_.threads;
  spec.limits = settings_.limits;
  spec.cage = settings_.cage;
  auto child = ChildProcess::start(settings_.child, jobs_.layout().job(claimed.spec.district, claimed.hold.id) / folder,
                                   std::move(spec), inputs->files, inputs->hs_master ? &*inputs->hs_master : nullptr);
  if (!child) return not_started(child.error());
  // The kernel, where it ends a process, names it by its number.
  log::info("child_started", {{"job", claimed.hold.id},
                              {"attempt", claimed.hold.attempt},
                              {"trace", claimed.spec.trace},
                              {"worker", settings_.worker},
                              {"pid", child->pid()}});
  inputs = Inputs{};  // the child has its own
  const ChildEnd end = watch(*child, attempt, {settings_.stall, settings_.wall, settings_.kill_after});
  attempt.touch();

  const bool by_itself = end.exit.signal == 0 && (end.by == EndedBy::itself || end.stop == Stop::interrupt);
  if (by_itself && end.exit.status == kDone) return publish(claimed, folder, attempt);
  if (by_itself && end.exit.status == kDataStop) return data_stop(claimed.spec, folder);
  return widen(classify(end));
}

AttemptEnd AttemptRunner::publish(const queue::Claimed& claimed, const std::string& folder,
                                  LiveAttempt& attempt) const {
  attempt.set_progress({"menyimpan", 0, 0});
  storage::Manifest head;
  head.id = claimed.hold.id;
  head.attempt = claimed.hold.attempt;
  head.token = claimed.hold.token;
  const auto manifest = jobs_.publish_attempt(claimed.spec.district, head, folder);
  if (!manifest && manifest.error().code == Errc::not_found) return left_no_files(manifest.error());
  if (!manifest) return failed_step(manifest.error());
  return queue::Completion{folder, records::results_json(*manifest)};
}

AttemptEnd AttemptRunner::data_stop(const queue::JobSpec& job, const std::string& folder) const {
  const auto error = read_data_stop(jobs_.files(), jobs_.layout().job(job.district, job.id) / folder);
  if (!error) return failed_step(error.error());
  Failed end;
  end.fail_class = queue::FailClass::file;
  end.error = *error;
  end.cause = "the data stop the job";
  return end;
}

// What a full disk cut off would keep it full, try by try. Another failure's files wait for the janitor: they may show
// its cause.
void AttemptRunner::remove_files(const queue::Claimed& claimed, const std::string& folder) const {
  const auto path = jobs_.layout().job(claimed.spec.district, claimed.hold.id) / folder;
  const auto removed = jobs_.files().remove(path);
  if (removed) return;
  log::warn("attempt_not_removed",
            {{"job", claimed.hold.id}, {"attempt", claimed.hold.attempt}, {"cause", removed.error().context}});
}

void AttemptRunner::keep_evidence(const queue::Claimed& claimed, const std::string& folder, const Failed& end) const {
  if (!needs_evidence(end)) return;
  storage::Evidence evidence;
  evidence.id = claimed.hold.id;
  evidence.attempt = claimed.hold.attempt;
  evidence.round = claimed.hold.round;
  evidence.token = claimed.hold.token;
  evidence.fail_class = to_string(end.fail_class);
  evidence.strike = end.fail_class == queue::FailClass::crash;
  evidence.code = end.error.code;
  evidence.message = end.cause;
  evidence.exit_status = end.exit.status;
  evidence.signal = end.exit.signal;
  evidence.last_words = end.last_words;
  evidence.worker = settings_.worker;
  const auto written = jobs_.write_evidence(claimed.spec.district, folder, evidence);
  if (written) return;
  log::warn("evidence_not_kept",
            {{"job", claimed.hold.id}, {"attempt", claimed.hold.attempt}, {"cause", written.error().context}});
}

Result<std::vector<std::string>> probe_cage(const Settings& settings) {
  std::string folder = (std::filesystem::temp_directory_path() / "sipro-worker-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return Error{Errc::internal, "no folder can be made at " + folder};
  const std::filesystem::path input = std::filesystem::path(folder) / "probe.sav";
  std::ofstream(input) << "not a data file";
  std::vector<Descriptor> inputs;
  inputs.emplace_back(::open(input.c_str(), O_RDONLY | O_CLOEXEC));
  child::ChildSpec spec;
  spec.payload = {payload::Check{{{payload::FileInput{"probe.sav", "", 0}, "probe.sav", {}}}}, moment_now().iso8601()};
  spec.limits = settings.limits;
  spec.cage = settings.cage;
  ChildEnd end;
  auto child = ChildProcess::start(settings.child, folder, std::move(spec), inputs, nullptr);
  if (child) {
    LiveAttempt attempt{queue::Hold{}};
    end = watch(*child, attempt, {kLongestProbe, kLongestProbe, settings.kill_after});
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  if (!child) return child.error();
  if (end.cage) return std::move(*end.cage);
  return Error{Errc::internal,
               settings.child.string() + " attempt does not tell which parts of its cage hold: " + cause_of(end)};
}

}  // namespace sipro::jobs
