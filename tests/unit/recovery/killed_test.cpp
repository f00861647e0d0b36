// A recovery that is killed at each of its calls, one after the other, or whose storage fails there: the next one ends
// where an undisturbed one does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "recovery/retention.hpp"
#include "support/faulty_files.hpp"
#include "support/mortal_queue.hpp"
#include "world.hpp"

namespace sipro::test {
namespace {

using queue::JobState;
using namespace std::chrono_literals;

/// One job of each sort.
class EachSort : public World {
 public:
  EachSort() {
    accept(1);
    finish();
    accept(2);
    fail_by_file();
    accept(3);
    for (int i = 0; i < 3; ++i) crash(false);
    EXPECT_TRUE(queue->reap(3));
    earlier = server.snapshot();
    accept(4);
    complete(start());
    accept(5);
    accept(6, {5});
    accept(7, {6, 1});
    accept(8);
    EXPECT_TRUE(queue->cancel(job_id(8), "Ani"));
    save_end(job_id(8));
    static_cast<void>(write(9));
  }

  /// Takes back what a recovery writes, but for the epoch.
  void forget_ends() const {
    std::filesystem::remove(job(3) / "end-1.json");
    std::filesystem::remove(job(4) / "end-1.json");
  }

  void check() const {
    EXPECT_EQ(view(1).state, JobState::succeeded);
    EXPECT_THAT(view(1).results, testing::HasSubstr("hasil.txt"));
    EXPECT_EQ(view(2).state, JobState::failed);
    EXPECT_TRUE(view(3).dead);
    EXPECT_EQ(view(4).state, JobState::queued) << "lost its end";
    EXPECT_EQ(view(5).state, JobState::queued);
    EXPECT_EQ(view(6).state, JobState::blocked);
    EXPECT_EQ(view(7).state, JobState::blocked);
    EXPECT_EQ(view(8).state, JobState::cancelled);
    EXPECT_EQ(view(9).state, JobState::queued);
    EXPECT_TRUE(queue->pause(false, "admin")) << "the queue is open";
  }

  FakeState earlier;
};

/// Ends what it counts at the `at`th call.
struct Death {
  explicit Death(int at) : left(at) {}
  void operator()() {
    if (--left == 0) throw Killed{};
  }
  std::atomic<int> left;
};

/// True where it was killed.
bool recover_and_die(EachSort& world, int at) {
  Death death(at);
  FaultyFiles files(world.posix);
  Fault fault;
  fault.slow = [&death] { death(); };
  files.inject(fault);
  MortalQueue queue(*world.queue, [&death] { death(); });
  const storage::JobFiles jobs(files, world.files.layout());
  auto options = World::options();
  options.owner = "the one that dies";
  try {
    EXPECT_TRUE(recovery::recover(jobs, queue, options));
  } catch (const Killed&) {
    return true;
  }
  return false;
}

TEST(KilledRecovery, AfterAWipeAnotherOneFinishesIt) {
  EachSort world;
  int at = 1;
  for (; at < 1000; ++at) {
    SCOPED_TRACE(at);
    world.forget_ends();
    world.server.wipe();
    const bool killed = recover_and_die(world, at);
    world.server.advance(11s);
    ASSERT_TRUE(world.recover());
    world.check();
    if (!killed || testing::Test::HasFailure()) break;
  }
  EXPECT_GT(at, 40) << "so many calls were tried";
}

TEST(KilledRecovery, OfAnEarlierRedisAnotherOneFinishesIt) {
  EachSort world;
  int at = 1;
  for (; at < 1000; ++at) {
    SCOPED_TRACE(at);
    world.forget_ends();
    world.server.put_back(world.earlier);
    // The epoch may have been renewed by none of this: the scope is what changed lately.
    world.server.open(*storage::read_epoch(world.posix, world.files.layout()));
    world.server.restart();
    const bool killed = recover_and_die(world, at);
    world.server.advance(11s);
    ASSERT_TRUE(world.recover());
    world.check();
    if (!killed || testing::Test::HasFailure()) break;
  }
  EXPECT_GT(at, 40);
}

TEST(RestartedMeanwhile, TheRecoveryOfAnotherServerDoesNotOpenThisOne) {
  EachSort world;
  world.server.wipe();
  bool restarted = false;
  MortalQueue queue(*world.queue, [&] {
    if (restarted || world.server.state().jobs.size() < 9) return;
    restarted = true;
    world.server.wipe();
    world.server.restart();
  });
  EXPECT_EQ(recovery::recover(world.files, queue, World::options()).error().code, Errc::recovering);
  EXPECT_TRUE(restarted);
  ASSERT_TRUE(world.recover());
  world.forget_ends();
  world.check();
}

TEST(FailingStorage, AtAnyOneCallTheNextRecoveryEndsWell) {
  EachSort world;
  FaultyFiles files(world.posix);
  const storage::JobFiles jobs(files, world.files.layout());
  for (const int cause : {EIO, ENOSPC}) {
    for (std::size_t at = 1;; ++at) {
      SCOPED_TRACE(at);
      world.forget_ends();
      world.server.wipe();
      Fault fault;
      fault.cause = cause;
      fault.at = at;
      files.inject(fault);
      const auto report = recovery::recover(jobs, *world.queue, World::options());
      const bool hit = files.hits() > 0;
      if (report) {
        EXPECT_TRUE(world.queue->pause(false, "admin"));
        EXPECT_TRUE(report->doubtful.empty()) << "one failure is tried again";
      }
      ASSERT_TRUE(world.recover());
      world.check();
      if (!hit || testing::Test::HasFailure()) break;
    }
  }
}

/// Reading `id`'s job.json fails for good.
class BadSectors final : public storage::Files {
 public:
  BadSectors(storage::Files& real, std::vector<unsigned> jobs) : real_(&real), jobs_(std::move(jobs)) {}
  Result<std::string> read(const std::filesystem::path& path, std::uint64_t limit) override {
    for (const unsigned number : jobs_) {
      if (path.string().find(job_id(number) + "/job.json") == std::string::npos) continue;
      return Error{Errc::storage_unavailable, "read " + path.string() + ": Input/output error"};
    }
    return real_->read(path, limit);
  }
  Result<void> make_folders(const std::filesystem::path& folder) override { return real_->make_folders(folder); }
  Result<void> make_new_folder(const std::filesystem::path& folder) override { return real_->make_new_folder(folder); }
  Result<void> write_whole(const std::filesystem::path& path, std::string_view bytes) override {
    return real_->write_whole(path, bytes);
  }
  Result<void> write_new(const std::filesystem::path& path, std::string_view bytes) override {
    return real_->write_new(path, bytes);
  }
  Result<void> write_secret(const std::filesystem::path& path, std::string_view bytes) override {
    return real_->write_secret(path, bytes);
  }
  Result<storage::FileHash> hash(const std::filesystem::path& path) override { return real_->hash(path); }
  Result<std::vector<storage::Entry>> list(const std::filesystem::path& folder) override { return real_->list(folder); }
  Result<std::vector<std::string>> list_unfinished(const std::filesystem::path& folder) override {
    return real_->list_unfinished(folder);
  }
  Result<storage::Status> status(const std::filesystem::path& path) override { return real_->status(path); }
  Result<storage::Descriptor> open_below(const std::filesystem::path& folder,
                                         const std::filesystem::path& relative) override {
    return real_->open_below(folder, relative);
  }
  Result<void> sync_tree(const std::filesystem::path& folder) override { return real_->sync_tree(folder); }
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    return real_->rename(from, to);
  }
  Result<void> remove(const std::filesystem::path& path) override { return real_->remove(path); }

 private:
  storage::Files* real_;
  std::vector<unsigned> jobs_;
};

TEST(FailingStorage, AFewBadFilesAreNamedAndManyKeepTheQueueClosed) {
  World world;
  std::vector<unsigned> all;
  for (unsigned i = 1; i <= 20; ++i) {
    static_cast<void>(world.write(i));
    all.push_back(i);
  }
  world.server.wipe();
  BadSectors many(world.posix, all);
  const auto closed = recovery::recover(storage::JobFiles(many, world.files.layout()), *world.queue, World::options());
  EXPECT_EQ(closed.error().code, Errc::storage_unavailable);
  EXPECT_EQ(world.queue->pause(false, "admin").error().code, Errc::recovering);

  BadSectors few(world.posix, {3, 17});
  const auto opened = recovery::recover(storage::JobFiles(few, world.files.layout()), *world.queue, World::options());
  ASSERT_TRUE(opened) << opened.error().context;
  ASSERT_EQ(opened->doubtful.size(), 2U);
  EXPECT_THAT(opened->doubtful[0].reason, testing::HasSubstr("Input/output error"));
  EXPECT_EQ(opened->queued, 18U);
}

TEST(KilledRetention, LeavesNoJobHalfInTheQueue) {
  for (int at = 1; at < 200; ++at) {
    SCOPED_TRACE(at);
    World world;
    world.accept(1);
    world.finish();
    world.server.advance(24h * 500);
    recovery::RetentionOptions options;
    options.owner = "retention";
    options.now = std::chrono::system_clock::time_point(world.server.now());
    Death death(at);
    FaultyFiles files(world.posix);
    Fault fault;
    fault.slow = [&death] { death(); };
    files.inject(fault);
    MortalQueue queue(*world.queue, [&death] { death(); });
    bool killed = false;
    try {
      static_cast<void>(recovery::retention(storage::JobFiles(files, world.files.layout()), queue, options));
    } catch (const Killed&) {
      killed = true;
    }
    world.server.advance(31s);
    world.server.wipe();
    ASSERT_TRUE(world.recover());
    const bool is_there = std::filesystem::exists(world.job(1) / "end-1.json");
    EXPECT_EQ(world.is_known(1), is_there);
    if (is_there) {
      EXPECT_EQ(world.view(1).state, JobState::succeeded);
    }
    ASSERT_TRUE(recovery::retention(world.files, *world.queue, options));
    EXPECT_FALSE(world.is_known(1));
    EXPECT_TRUE(std::filesystem::is_empty(world.folder.path() / "2101/jobs"));
    if (!killed || testing::Test::HasFailure()) break;
  }
}

TEST(KilledRetention, AJobWhoseRemovalStoppedInTheMiddleNeverRunsAgain) {
  World world;
  world.accept(1);
  world.finish();
  world.server.advance(24h * 500);
  FaultyFiles files(world.posix);
  Fault fault;
  fault.call = "remove";
  fault.slow = [&world] {
    for (const auto& name : {job_id(1), "removed-" + job_id(1)}) {
      std::filesystem::remove(world.folder.path() / "2101/jobs" / name / "end-1.json");
    }
    throw Killed{};
  };
  files.inject(fault);
  recovery::RetentionOptions options;
  options.owner = "retention";
  options.now = std::chrono::system_clock::time_point(world.server.now());
  EXPECT_THROW(
      static_cast<void>(recovery::retention(storage::JobFiles(files, world.files.layout()), *world.queue, options)),
      Killed);
  world.server.wipe();
  ASSERT_TRUE(world.recover());
  EXPECT_FALSE(world.is_known(1));
}

}  // namespace
}  // namespace sipro::test
