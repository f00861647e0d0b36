// A storage folder and a queue, with jobs that lived in both as gateways and workers let them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "payload/payload.hpp"
#include "records/words.hpp"
#include "recovery/recover.hpp"
#include "storage/facts.hpp"
#include "support/fake_queue.hpp"
#include "support/scratch_folder.hpp"

namespace sipro::test {

inline std::string job_id(unsigned number) {
  std::string digits = std::to_string(number);
  return std::string(32 - digits.size(), '0') + digits;
}

/// As `bytes` in a file that may be there already.
inline void overwrite(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline std::string payload_on(std::string_view upload) {
  payload::Preprocess work;
  work.flow = "ekspor";
  work.inputs = {{payload::FileInput{"uploads/" + std::string(upload) + "/data", "", 3}, "Ekspor.sav", std::nullopt}};
  return payload::to_json({work, "2025-06-20T10:46:00+07:00"});
}

class World {
 public:
  World() : files(posix, storage::Layout(folder.path())), queue(server.connect("")) { static_cast<void>(recover()); }

  [[nodiscard]] static recovery::RecoverOptions options() {
    recovery::RecoverOptions options;
    options.owner = "test";
    options.threads = 2;
    return options;
  }

  Result<recovery::RecoveryReport> recover() const { return recovery::recover(files, *queue, options()); }

  /// job.json only, as of a gateway that dies before it enqueues.
  [[nodiscard]] queue::JobSpec write(unsigned number, const std::vector<unsigned>& after = {},
                                     std::string payload = payload_on(job_id(900))) const {
    storage::JobFact fact;
    fact.id = job_id(number);
    fact.district = "2101";
    fact.kind = "preprocess";
    fact.payload = std::move(payload);
    for (const unsigned parent : after) fact.after.push_back(job_id(parent));
    fact.created_us = server.now().count() + number;
    EXPECT_TRUE(files.write_job(fact));
    return records::to_spec(fact);
  }

  void accept(unsigned number, const std::vector<unsigned>& after = {},
              std::string payload = payload_on(job_id(900))) const {
    const std::vector<queue::JobSpec> specs{write(number, after, std::move(payload))};
    EXPECT_TRUE(queue->enqueue(specs));
  }

  /// Claims the next job and makes its attempt's folder, with one file in it.
  std::pair<queue::Hold, std::string> start() {
    const auto claimed = queue->claim({"w", 0, ++request_, 1, std::chrono::seconds(15)});
    EXPECT_TRUE(claimed && *claimed);
    const auto& hold = (*claimed)->hold;
    const auto name = files.new_attempt("2101", hold.id, hold.attempt, hold.token, ++random_);
    EXPECT_TRUE(name);
    overwrite(job(hold.id) / *name / "hasil.txt", "abc");
    return {hold, *name};
  }

  /// As a worker that dies before it writes the end.
  std::string complete(const std::pair<queue::Hold, std::string>& attempt) const {
    const auto& [hold, name] = attempt;
    const auto manifest = files.publish_attempt("2101", {hold.id, hold.attempt, hold.token, {}}, name);
    EXPECT_TRUE(manifest);
    EXPECT_TRUE(queue->complete(hold, {name, records::results_json(*manifest)}));
    return name;
  }

  /// Runs the next job to its good end; returns the result's folder.
  std::string finish() {
    const auto attempt = start();
    std::string name = complete(attempt);
    save_end(attempt.first.id);
    return name;
  }

  void crash(bool and_save = true) {
    const auto [hold, name] = start();
    storage::Evidence evidence;
    evidence.id = hold.id;
    evidence.attempt = hold.attempt;
    evidence.round = hold.round;
    evidence.token = hold.token;
    evidence.fail_class = "crash";
    evidence.strike = true;
    evidence.code = "child_crashed";
    evidence.message = "signal 11";
    evidence.signal = 11;
    EXPECT_TRUE(files.write_evidence("2101", name, evidence));
    queue::Failure failure;
    failure.fail_class = queue::FailClass::crash;
    failure.error = {"child_crashed", "Proses berhenti", ""};
    const auto outcome = queue->fail(hold, failure);
    EXPECT_TRUE(outcome);
    if (and_save && queue::is_terminal(outcome->state)) save_end(hold.id);
    EXPECT_TRUE(queue->reap(3));
  }

  /// Ticks until the leases of lost workers have run out, also those that an outage spared.
  void tick() {
    for (int i = 0; i < 20; ++i) {
      server.advance(std::chrono::seconds(2));
      EXPECT_TRUE(queue->reap(3));
    }
  }

  void fail_by_file() {
    const auto [hold, name] = start();
    queue::Failure failure;
    failure.error = {"period_overlap", "Bulan ganda", ""};
    EXPECT_TRUE(queue->fail(hold, failure));
    save_end(hold.id);
  }

  void save_end(const std::string& id) const {
    const auto view = queue->show(id);
    EXPECT_TRUE(view && *view);
    EXPECT_TRUE(files.write_end("2101", records::to_end_fact(**view)));
    EXPECT_TRUE(queue->saved(id, (*view)->round));
  }

  [[nodiscard]] queue::JobView view(unsigned number) const {
    const auto view = queue->show(job_id(number));
    EXPECT_TRUE(view && *view) << number;
    return view && *view ? **view : queue::JobView{};
  }
  [[nodiscard]] bool is_known(unsigned number) const { return server.state().jobs.contains(job_id(number)); }

  [[nodiscard]] std::filesystem::path job(const std::string& id) const { return folder.path() / "2101/jobs" / id; }
  [[nodiscard]] std::filesystem::path job(unsigned number) const { return job(job_id(number)); }

  /// Redis' clock is the fake's; storage's is the machine's. This sets the times of a tree back by `age`, as of the
  /// fake's now.
  void age(const std::filesystem::path& path, std::chrono::hours age) const {
    namespace fs = std::filesystem;
    const auto wall = std::chrono::sys_time<queue::Micros>(server.now() - age);
    const auto time = std::chrono::file_clock::from_sys(wall);
    std::vector<fs::path> all{path};
    if (fs::is_directory(path)) {
      for (const auto& entry : fs::recursive_directory_iterator(path)) all.push_back(entry.path());
    }
    for (const auto& one : all) fs::last_write_time(one, time);
  }

  ScratchFolder folder;
  storage::PosixFiles posix;
  storage::JobFiles files;
  FakeServer server;
  std::unique_ptr<FakeQueue> queue;

 private:
  std::uint64_t request_ = 0;
  std::uint32_t random_ = 0;
};

}  // namespace sipro::test
