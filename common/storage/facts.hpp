// The durable facts of jobs: small JSON files, each written once, whole and synced. From them alone the queue can be
// rebuilt (worker/recovery). `queue` and `storage` don't know each other: the texts here are the queue's own words.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "storage/files.hpp"
#include "storage/layout.hpp"

namespace sipro::storage {

/// In a job's folder, while an officer wants it kept.
inline constexpr std::string_view kKeepFile = "keep.json";

/// job.json: written before the job is enqueued.
struct JobFact {
  std::string id;
  std::string district;
  std::string kind;
  int version = 1;
  std::string payload;  // JSON object
  int priority = 5;
  unsigned cap = 2;
  std::string by;
  std::string trace;  // trace-id of the request; empty: none was kept
  std::string idempotency_key;
  std::string body_hash;
  std::string fingerprint;
  std::vector<std::string> after;
  std::int64_t created_us = 0;  // by the writer's clock

  bool operator==(const JobFact&) const = default;
};

/// One file of a result.
struct ResultFile {
  std::string name;  // '/' between folders
  std::uint64_t size = 0;
  std::string sha256;
  std::string type;  // media type

  bool operator==(const ResultFile&) const = default;
};

/// manifest.json: the last file of an attempt; an attempt folder without one is not whole.
struct Manifest {
  std::string id;
  unsigned attempt = 0;
  std::string token;
  std::vector<ResultFile> files;

  bool operator==(const Manifest&) const = default;
};

/// end-<round>.json: how a round of a job ended.
struct EndFact {
  std::string id;
  unsigned round = 1;
  std::string state;  // "succeeded", "failed", "cancelled"
  bool dead = false;
  unsigned attempt = 0;
  unsigned strikes = 0;
  std::string folder;                                    // of the result; only where succeeded
  std::string error_code, error_message, error_details;  // empty where succeeded
  std::int64_t finished_us = 0;

  bool operator==(const EndFact&) const = default;
};

/// evidence-<attempt's folder>.json, of an attempt that did not succeed: what an operator needs to understand it.
/// Beside the attempt's folder, since a process that broke out of its program can write inside.
struct Evidence {
  std::string id;
  unsigned attempt = 0;
  unsigned round = 1;
  std::string token;
  std::string fail_class;  // "crash", ...
  bool strike = false;
  std::string code;
  std::string message;
  int exit_status = 0;
  int signal = 0;
  std::string last_words;  // up to 4 KiB of the child's stderr, UTF-8
  std::string worker;

  bool operator==(const Evidence&) const = default;
};

/// Everything that storage knows of one job.
struct JobFacts {
  JobFact job;
  unsigned round = 1;          // 1 + number of replays
  unsigned attempts = 0;       // highest number of an attempt folder or of evidence
  unsigned strikes = 0;        // evidence with a strike in this round
  bool kept = false;           // an officer wants it kept for longer
  std::optional<EndFact> end;  // of this round
};

class JobFiles {
 public:
  JobFiles(Files& files, Layout layout) : files_(&files), layout_(std::move(layout)) {}

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] Files& files() const { return *files_; }

  /// Makes the job's folder and writes job.json; the same job again (created_us aside) is fine, the first stays.
  /// Errors also: already_exists for another job of this id; internal where the fact could not be read back.
  Result<void> write_job(const JobFact& job) const;
  Result<JobFact> read_job(std::string_view district, std::string_view id) const;

  /// Begins round `round` (from 2); written before the queue's replay.
  Result<void> write_replay(std::string_view district, std::string_view id, unsigned round, std::string_view by) const;
  /// The same end again, and another one of the same round, are fine: the first stays.
  Result<void> write_end(std::string_view district, const EndFact& end) const;
  Result<std::optional<EndFact>> read_end(std::string_view district, std::string_view id, unsigned round) const;

  /// keep.json: retention leaves the job. It always says the same, so it may come and go. Both again are fine. Errors
  /// of write_keep also: not_found (no folder of this job).
  Result<void> write_keep(std::string_view district, std::string_view id) const;
  Result<void> remove_keep(std::string_view district, std::string_view id) const;

  /// A new folder for an attempt; its name is the result's name later. `random` by the caller.
  Result<std::string> new_attempt(std::string_view district, std::string_view id, unsigned attempt,
                                  std::string_view token, std::uint32_t random) const;
  /// Hashes the attempt's files, syncs all of them, writes manifest.json, synced. After success a repeat gives the
  /// same.
  Result<Manifest> publish_attempt(std::string_view district, const Manifest& head, std::string_view folder) const;
  Result<Manifest> read_manifest(std::string_view district, std::string_view id, std::string_view folder) const;
  Result<void> write_evidence(std::string_view district, std::string_view folder, const Evidence& evidence) const;
  Result<std::vector<Evidence>> read_evidence(std::string_view district, std::string_view id) const;

  /// All facts of a job, in one pass over its folder. Errors also: fact_damaged, not_found (no job.json).
  Result<JobFacts> read_facts(std::string_view district, std::string_view id) const;
  /// Ids of the district's job folders.
  Result<std::vector<std::string>> list_jobs(std::string_view district) const;
  /// Folders of the root that are districts.
  Result<std::vector<std::string>> list_districts() const;

 private:
  Files* files_;
  Layout layout_;
};

/// The media type of a result by its name's ending; "application/octet-stream" where unknown.
std::string_view media_type(std::string_view name);

/// The queue's epoch on storage; empty: none yet.
Result<std::string> read_epoch(Files& files, const Layout& layout);
Result<void> write_epoch(Files& files, const Layout& layout, std::string_view epoch);

}  // namespace sipro::storage
