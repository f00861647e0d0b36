// Everything around a slot: storage in a scratch folder, the queue in memory, the scripted child.
#pragma once

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>

#include "jobs/lease_keeper.hpp"
#include "jobs/slot.hpp"
#include "payload/payload.hpp"
#include "records/words.hpp"
#include "support/fake_queue.hpp"
#include "support/scratch_folder.hpp"
#include "support/shared_queue.hpp"

namespace sipro::test {

using queue::JobState;
using queue::JobView;
using std::chrono::milliseconds;

/// A FIFO whose other end a scripted child opens with "sync": wait() returns when the step is reached.
class SyncPoint {
 public:
  explicit SyncPoint(std::filesystem::path path) : path_(std::move(path)) {
    ::mkfifo(path_.c_str(), 0600);
    // Open for both, so that neither side waits for the other.
    descriptor_ = storage::Descriptor(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
  }
  [[nodiscard]] std::string step() const { return "sync " + path_.string(); }
  /// False: not reached within 10 s.
  [[nodiscard]] bool wait() const {
    pollfd source{descriptor_.get(), POLLIN, 0};
    char byte = 0;
    return ::poll(&source, 1, 10'000) == 1 && ::read(descriptor_.get(), &byte, 1) == 1;
  }

 private:
  std::filesystem::path path_;
  storage::Descriptor descriptor_;
};

class WorkerBench : public ::testing::Test {
 protected:
  WorkerBench() : jobs_(files_, storage::Layout(folder_.path() / "data")) {
    ::signal(SIGPIPE, SIG_IGN);
    settings_.worker = "worker-1";
    settings_.child = SIPRO_SCRIPTED_CHILD;
    settings_.lease = milliseconds(15'000);
    settings_.wall = std::chrono::seconds(60);  // bounds a test that goes wrong
    settings_.kill_after = milliseconds(200);
    access_.connect = [this] {
      return jobs::Connection{std::make_unique<SharedQueue>(mutex_, server_.connect(), before_),
                              [](milliseconds) { return Result<void>(); }};
    };
    server_.open();
    queue_ = std::make_unique<SharedQueue>(mutex_, server_.connect());
  }

  /// Storage as the worker sees it; another one for tests of faults.
  virtual storage::Files& worker_files() { return files_; }

  jobs::Slot& slot() {
    if (!slot_) {
      const storage::JobFiles seen(worker_files(), jobs_.layout());
      slot_ = std::make_unique<jobs::Slot>(0, settings_, seen, access_, attempts_, give_up_.get_token());
    }
    return *slot_;
  }

  static std::string job_id(unsigned number) {
    std::ostringstream text;
    text << std::string(24, 'a') << std::hex;
    text.width(8);
    text.fill('0');
    text << number;
    return text.str();
  }

  payload::Input file_input(const std::string& name) {
    const std::string relative = "uploads/" + job_id(++uploads_) + "/data";
    const auto path = jobs_.layout().district("2101") / relative;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << "data";
    return {payload::FileInput{relative, "", 4}, name, std::nullopt};
  }

  /// A job whose child does what `script` says.
  std::string add_job(const std::string& script) { return add_job(payload::Check{{file_input(script)}}); }

  std::string add_job(const payload::Check& work) {
    storage::JobFact fact;
    fact.id = job_id(++made_);
    fact.district = "2101";
    fact.kind = "preprocess";
    fact.payload = payload::to_json({work, "2025-06-20T10:46:00+07:00"});
    fact.created_us = 1'750'000'000'000'000;
    EXPECT_TRUE(jobs_.write_job(fact));
    const queue::JobSpec spec = records::to_spec(fact);
    EXPECT_TRUE(queue_->enqueue({&spec, 1}));
    return fact.id;
  }

  JobView view(const std::string& id) {
    const auto job = queue_->show(id);
    EXPECT_TRUE(job && *job);
    return job && *job ? **job : JobView{};
  }

  JobView run(const std::string& script) {
    const std::string id = add_job(script);
    EXPECT_TRUE(slot().run_once());
    return view(id);
  }

  [[nodiscard]] std::filesystem::path job_folder(const std::string& id) const { return jobs_.layout().job("2101", id); }

  /// The attempt's folder where a job had one.
  [[nodiscard]] std::filesystem::path attempt_folder(const std::string& id) const {
    for (const auto& entry : std::filesystem::directory_iterator(job_folder(id))) {
      if (storage::parse_attempt_name(entry.path().filename().string())) return entry.path();
    }
    return {};
  }

  [[nodiscard]] std::optional<storage::Evidence> evidence(const std::string& id) const {
    const auto all = jobs_.read_evidence("2101", id);
    if (!all || all->empty()) return std::nullopt;
    return all->back();
  }

  /// Why the last attempt failed: a job that is tried again shows no error, its evidence does.
  [[nodiscard]] std::string code_of(const JobView& job) const {
    if (job.error) return job.error->code;
    const auto kept = evidence(job.spec.id);
    return kept ? kept->code : "";
  }

  [[nodiscard]] std::optional<storage::EndFact> end_fact(const std::string& id) const {
    const auto end = jobs_.read_end("2101", id, 1);
    return end ? *end : std::nullopt;
  }

  static std::string text_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  ScratchFolder folder_;
  storage::PosixFiles files_;
  storage::JobFiles jobs_;
  FakeServer server_;
  std::mutex mutex_;
  SharedQueue::Before before_;
  jobs::QueueAccess access_;
  std::unique_ptr<SharedQueue> queue_;
  jobs::Settings settings_;
  jobs::LiveAttempts attempts_;
  std::stop_source give_up_;
  unsigned made_ = 0;
  unsigned uploads_ = 0;
  std::unique_ptr<jobs::Slot> slot_;
};

}  // namespace sipro::test
