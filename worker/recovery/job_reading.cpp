#include "recovery/job_reading.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "records/words.hpp"

namespace sipro::recovery {
namespace {

using storage::EndFact;
using storage::JobFacts;
using storage::JobFiles;

JobReading failed(Reading reading, std::string reason) { return {reading, {}, std::move(reason)}; }

JobReading not_read(const JobFiles& files, const std::string& district, const std::string& id, const Error& error) {
  if (error.code == Errc::fact_damaged) return failed(Reading::doubtful, error.context);
  if (error.code != Errc::not_found) return failed(Reading::unreadable, error.context);
  const auto entries = files.files().list(files.layout().job(district, id));
  if (!entries) {
    const bool gone = entries.error().code == Errc::not_found;
    return failed(gone ? Reading::nothing : Reading::unreadable, entries.error().context);
  }
  if (entries->empty()) return {};
  return failed(Reading::doubtful, "job.json is missing, although the job was worked on");
}

/// The end that the last strike's worker had no time to write.
EndFact dead_end(const JobFiles& files, const JobFacts& facts, queue::Micros now) {
  EndFact end;
  end.id = facts.job.id;
  end.round = facts.round;
  end.state = queue::to_string(queue::JobState::failed);
  end.dead = true;
  end.attempt = facts.attempts;
  end.strikes = facts.strikes;
  end.error_code = to_string(Errc::child_crashed);
  end.error_message = "Proses pengolahan berhenti sendiri beberapa kali; hubungi operator.";
  end.finished_us = now.count();
  if (const auto evidence = files.read_evidence(facts.job.district, facts.job.id)) {
    for (const auto& one : *evidence) {
      if (one.round != facts.round || !one.strike) continue;
      end.error_code = one.code;
      end.error_message = one.message;
    }
  }
  return end;
}

/// The number in "end-12.json" and "replay-12.json".
std::optional<unsigned> round_of(std::string_view name, std::string_view prefix) {
  constexpr std::string_view kEnding = ".json";
  if (!name.starts_with(prefix) || !name.ends_with(kEnding)) return std::nullopt;
  const std::string_view digits = name.substr(prefix.size(), name.size() - prefix.size() - kEnding.size());
  unsigned round = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), round);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return round;
}

}  // namespace

JobReading read_job(const JobFiles& files, const std::string& district, const std::string& id, unsigned max_strikes,
                    queue::Micros now) {
  auto facts = files.read_facts(district, id);
  if (!facts) return not_read(files, district, id, facts.error());
  if (facts->job.id != id || facts->job.district != district) {
    return failed(Reading::doubtful, "job.json is another job's: " + facts->job.district + "/" + facts->job.id);
  }
  if (!facts->end && facts->strikes >= max_strikes) {
    facts->end = dead_end(files, *facts, now);
    // Where this fails (a full disk), the evidence says the same to the next recovery.
    static_cast<void>(files.write_end(district, *facts->end));
  }
  JobReading read{Reading::whole, {}, {}};
  read.job.spec = records::to_spec(facts->job);
  read.job.created = queue::Micros(facts->job.created_us);
  read.job.round = facts->round;
  read.job.attempts = facts->attempts;
  read.job.strikes = facts->strikes;
  read.job.kept = facts->kept;
  if (!facts->end) return read;
  const auto state = queue::parse_state(facts->end->state);
  if (!state || !queue::is_terminal(*state)) {
    return failed(Reading::doubtful, "its end says the state \"" + facts->end->state + "\"");
  }
  std::string results;
  if (*state == queue::JobState::succeeded) {
    const auto manifest = files.read_manifest(district, id, facts->end->folder);
    if (manifest) {
      results = records::results_json(*manifest);
    } else if (manifest.error().code == Errc::fact_damaged || manifest.error().code == Errc::not_found) {
      read.reading = Reading::partly;
      read.reason = "its results are not whole: " + manifest.error().context;
      results = "[]";
    } else {
      return failed(Reading::unreadable, manifest.error().context);
    }
  }
  read.job.end = records::to_end(*facts->end, std::move(results));
  return read;
}

Result<bool> has_ended(const JobFiles& files, const std::string& district, const std::string& id) {
  const auto entries = files.files().list(files.layout().job(district, id));
  if (!entries) return entries.error();
  unsigned begun = 1;
  unsigned ended = 0;
  for (const auto& entry : *entries) {
    if (const auto round = round_of(entry.name, "replay-")) begun = std::max(begun, *round);
    if (const auto round = round_of(entry.name, "end-")) ended = std::max(ended, *round);
  }
  return ended >= begun;
}

}  // namespace sipro::recovery
