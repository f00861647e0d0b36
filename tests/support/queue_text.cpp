#include "support/queue_text.hpp"

#include <sstream>

namespace sipro::test {

using queue::JobState;

namespace {

/// The words of the queue's own errors are its own; which of two failed parents it names is, too.
void write_error(std::ostream& out, const queue::JobError& error) {
  out << " error " << error.code;
  if (error.code == "parent_failed" || error.code == "worker_lost") return;
  if (error.code != "cancelled") out << " '" << error.message << "'";
  out << " " << error.details;
}

void write_spec(std::ostream& out, const queue::JobSpec& spec) {
  out << spec.district << "/" << spec.id << " " << spec.kind << " v" << spec.version << " " << spec.payload << " p"
      << spec.priority << " cap " << spec.cap << " by '" << spec.by << "' trace '" << spec.trace << "' key '"
      << spec.idempotency_key << "' body '" << spec.body_hash << "' like '" << spec.fingerprint << "' after";
  for (const std::string& id : spec.after) out << " " << id;
}

void write_place(std::ostream& out, const queue::JobView& view) {
  out << " waits " << to_string(view.place.reason);
  if (view.state == JobState::queued) out << " ahead " << view.place.ahead << " districts " << view.place.districts;
  if (view.place.retry_at) out << " until " << view.place.retry_at->count();
}

}  // namespace

std::string text_of(const Error& error) { return "error " + std::string(to_string(error.code)); }

std::string text_of(const queue::JobView& view) {
  std::ostringstream out;
  write_spec(out, view.spec);
  out << " | " << to_string(view.state) << " round " << view.round << " attempt " << view.attempt << " token '"
      << view.token << "' worker '" << view.worker << "' strikes " << view.strikes << " retries " << view.retries
      << " interruptions " << view.interruptions << " created " << view.created.count();
  if (view.dead) out << " dead";
  if (view.kept) out << " kept";
  if (view.started) out << " started " << view.started->count();
  if (view.finished) out << " finished " << view.finished->count();
  if (view.state == JobState::running) {
    out << " progress " << view.progress.phase << " " << view.progress.done << "/" << view.progress.total;
    if (view.cancel_asked) out << " cancel asked";
  }
  if (is_terminal(view.state) && view.error) write_error(out, *view.error);
  if (view.state == JobState::succeeded && view.error) out << " succeeded with an error";
  out << " folder '" << view.folder << "' results '" << view.results << "'";
  write_place(out, view);
  return out.str();
}

std::string text_of(const std::optional<queue::JobView>& view) { return view ? text_of(*view) : "none"; }

std::string text_of(const std::vector<queue::Enqueued>& answers) {
  static constexpr std::string_view names[] = {"created", "exists", "joined", "mismatch"};
  bool mismatch = false;
  for (const auto& answer : answers) mismatch = mismatch || answer.outcome == queue::EnqueueOutcome::mismatch;
  std::string text;
  for (const auto& answer : answers) {
    const bool is_mismatch = answer.outcome == queue::EnqueueOutcome::mismatch;
    if (mismatch) {  // nothing was created: the other answers mean nothing
      text += is_mismatch ? "mismatch " : "- ";
      continue;
    }
    text += std::string(names[static_cast<int>(answer.outcome)]) + " " + answer.id + " " +
            std::string(to_string(answer.state)) + " ";
  }
  return text;
}

std::string text_of(const std::optional<queue::Claimed>& claimed) {
  if (!claimed) return "nothing";
  std::ostringstream out;
  out << "claimed token " << claimed->hold.token << " attempt " << claimed->hold.attempt << " round "
      << claimed->hold.round << " strikes " << claimed->strikes << " retries " << claimed->retries << " "
      << claimed->hold.id << " ";
  write_spec(out, claimed->spec);
  return out.str();
}

std::string text_of(queue::BeatOutcome outcome) {
  static constexpr std::string_view names[] = {"ok", "cancel", "lost"};
  return std::string(names[static_cast<int>(outcome)]);
}

std::string text_of(const queue::EndOutcome& outcome) {
  if (outcome.lost) return "lost " + std::string(to_string(outcome.state));
  return std::string(to_string(outcome.state)) + (outcome.dead ? " dead" : "") + " strikes " +
         std::to_string(outcome.strikes) + " retries " + std::to_string(outcome.retries);
}

std::string text_of(const queue::ReapOutcome& outcome) {
  std::string text = outcome.grace ? "grace" : "reaped";
  for (const auto& one : outcome.reaped)
    text += " " + one.id + ":" + one.token + " " + std::string(to_string(one.to)) + (one.dead ? " dead" : "");
  return text + " due " + std::to_string(outcome.due);
}

std::string text_of(queue::CancelOutcome outcome) {
  static constexpr std::string_view names[] = {"cancelled", "asked", "already_ended", "unknown"};
  return std::string(names[static_cast<int>(outcome)]);
}

std::string text_of(queue::ReplayOutcome outcome) {
  static constexpr std::string_view names[] = {"queued", "not_dead", "unknown"};
  return std::string(names[static_cast<int>(outcome)]);
}

std::string text_of(queue::ForgetOutcome outcome) {
  static constexpr std::string_view names[] = {"forgotten", "not_ended", "unknown"};
  return std::string(names[static_cast<int>(outcome)]);
}

std::string text_of(const std::vector<queue::RestoreAnswer>& answers) {
  static constexpr std::string_view names[] = {"created", "moved", "kept"};
  std::string text;
  for (const auto& answer : answers)
    text += std::string(names[static_cast<int>(answer.outcome)]) + " " + std::string(to_string(answer.state)) + " ";
  return text;
}

std::string text_of(const queue::Stats& stats) {
  std::ostringstream out;
  out << "waiting " << stats.waiting << " delayed " << stats.delayed << " blocked " << stats.blocked << " running "
      << stats.running << " backlog " << stats.backlog << " dead " << stats.dead << " unsaved " << stats.unsaved
      << (stats.paused ? " paused" : "");
  if (stats.oldest_waiting) out << " oldest " << stats.oldest_waiting->count();
  for (const auto& own : stats.districts)
    out << " " << own.district << ":" << own.queued << "+" << own.running << "/" << own.cap;
  return out.str();
}

std::string text_of(const queue::Counts& counts) {
  std::ostringstream out;
  const auto write = [&](std::string_view name, const queue::Durations& durations) {
    out << " " << name << " " << durations.sum.count() << " us";
    for (std::size_t i = 0; i < durations.counts.size(); ++i) {
      const std::string bound = i < counts.bounds_s.size() ? counts.bounds_s[i] : "more";
      if (durations.counts[i] > 0) out << " " << bound << ":" << durations.counts[i];
    }
  };
  for (const auto& attempts : counts.attempts) {
    out << attempts.kind << (attempts.urgent ? " urgent" : "");
    write("waited", attempts.waited);
    write("ran", attempts.ran);
    for (const auto& [reason, count] : attempts.ended) out << " " << reason << " " << count;
    out << "\n";
  }
  return out.str();
}

std::string text_of(const queue::ListPage& page) {
  std::string text = "of " + std::to_string(page.total) + "\n";
  for (const auto& job : page.jobs) text += text_of(job) + "\n";
  return text;
}

std::string text_of(const std::vector<queue::Unsaved>& unsaved) {
  std::string text = "unsaved";
  for (const auto& one : unsaved) text += " " + one.district + "/" + one.id + ":" + std::to_string(one.round);
  return text;
}

std::string text_of(bool answer) { return answer ? "yes" : "no"; }

std::string world_of(queue::Queue& queue, const std::vector<std::string>& districts) {
  std::string text = text_of(queue.stats()) + "\n" + text_of(queue.counts());
  for (const std::string& district : districts) text += district + ": " + text_of(queue.list(district, 0, 100));
  text += "dead: " + text_of(queue.dead(0, 100));
  return text + text_of(queue.unsaved(std::chrono::milliseconds(0), 100)) + "\n";
}

}  // namespace sipro::test
