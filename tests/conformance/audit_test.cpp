#include <algorithm>

#include "conformance/suite.hpp"

namespace sipro::test {

namespace {

/// Whatever is broken by hand in any one place, the audit finds and mends. Only where there are raw keys: the fake
/// computes its places, and has none to break.
class Audit : public Conformance {
 protected:
  using Keys = std::map<std::string, std::set<std::string>>;

  /// A job in each state, and a district at its cap.
  void SetUp() override {
    Conformance::SetUp();
    dead_letter(1);
    ended(2, JobState::succeeded);
    ended(3, JobState::failed);
    ended(4, JobState::cancelled);
    enqueue(job(5));
    enqueue(job(6, "2171"));
    ASSERT_TRUE(claim() && claim());
    enqueue(job_after(7, {5}));
    queue::JobSpec delayed = job(8), capped = job(9, "2171"), capped_too = job(10, "2171");
    delayed.delay = 1h;
    capped.cap = capped_too.cap = 1;
    for (const auto& spec : {delayed, capped, capped_too, job(11), job(12)}) enqueue(spec);
  }

  [[nodiscard]] Keys places() const {
    static const std::set<std::string> names{"waiting", "backlog", "lease", "delayed",
                                             "blocked", "dead",    "ring",  "capped"};
    Keys found = bench().keys();
    for (auto at = found.begin(); at != found.end();) {
      const std::string& key = at->first;
      const bool is_place =
          names.contains(key) || key.starts_with("jobs:") || key.starts_with("q:") || key.starts_with("running:");
      at = is_place ? std::next(at) : found.erase(at);
    }
    return found;
  }

  static bool is_set(const std::string& key) { return key.starts_with("running:") || key == "capped"; }

  void remove(const std::string& key, const std::string& member) const {
    bench().command({is_set(key) ? "SREM" : "ZREM", "{sipro}:" + key, member});
  }
  void add(const std::string& key, const std::string& member) const {
    if (is_set(key))
      bench().command({"SADD", "{sipro}:" + key, member});
    else
      bench().command({"ZADD", "{sipro}:" + key, "12345", member});
  }

  void expect_mended(const std::string& damage, const Keys& sound, const std::string& world_before) const {
    SCOPED_TRACE(damage);
    ASSERT_NE(sound, places()) << "nothing was broken";
    std::vector<queue::Mended> mended;
    std::string cursor = "0";
    do {
      const auto page = q().audit(cursor);
      ASSERT_TRUE(page);
      mended.insert(mended.end(), page->mended.begin(), page->mended.end());
      cursor = page->cursor;
    } while (cursor != "0");
    // `capped` only tells why a job waits: it is put right without a word.
    EXPECT_TRUE(!mended.empty() || damage.starts_with("capped")) << "nothing was reported";
    EXPECT_EQ(sound, places());
    EXPECT_EQ(world_before, world());
    EXPECT_TRUE(q().audit("0")->mended.empty());
  }
};
SIPRO_ON_EACH_BENCH(Audit);

TEST_P(Audit, AMemberThatIsMissingComesBack) {
  const Keys sound = places();
  const std::string before = world();
  for (const auto& [key, members] : sound)
    for (const std::string& member : members) {
      remove(key, member);
      expect_mended(std::string(key).append(" without ").append(member), sound, before);
    }
}

TEST_P(Audit, AJobInAPlaceThatIsNotItsOwnIsRemoved) {
  const Keys sound = places();
  const std::string before = world();
  for (const auto& [key, members] : sound) {
    if (key == "ring" || key == "capped") continue;
    for (unsigned number = 1; number <= 12; ++number) {
      if (members.contains(id(number))) continue;
      add(key, id(number));
      expect_mended(key + " with " + id(number), sound, before);
    }
  }
}

TEST_P(Audit, AMemberThatBelongsToNoJobIsRemoved) {
  const Keys sound = places();
  const std::string before = world();
  for (const auto& [key, members] : sound) {
    if (key == "ring" || key == "capped") continue;
    add(key, id(99));
    expect_mended(key + " with a ghost", sound, before);
  }
}

TEST_P(Audit, AWholePlaceThatIsGoneComesBack) {
  const Keys sound = places();
  const std::string before = world();
  for (const auto& [key, members] : sound) {
    bench().command({"DEL", "{sipro}:" + key});
    expect_mended(key + " is gone", sound, before);
  }
}

TEST_P(Audit, AJobInNoPlaceAtAllComesBackToItsTurn) {
  const Keys sound = places();
  const std::string before = world();
  for (unsigned number = 1; number <= 12; ++number) {
    bool broken = false;
    for (const auto& [key, members] : sound)
      if (members.contains(id(number))) {
        remove(key, id(number));
        broken = bench().command({"PING"});
      }
    if (broken) expect_mended("job " + std::to_string(number) + " is nowhere", sound, before);
  }
  EXPECT_EQ(id(11), next().hold.id);
}

TEST_P(Audit, ALeaseThatWasLostRunsOutAllTheSame) {
  remove("lease", id(5));
  audit_to_the_end();
  pass(31s);
  EXPECT_EQ(JobState::queued, state(5)) << story(5);
}

TEST_P(Audit, ADelayThatWasLostComesDueAllTheSame) {
  const auto due = view(8).place.retry_at;
  remove("delayed", id(8));
  audit_to_the_end();
  EXPECT_EQ(due, view(8).place.retry_at);
  bench().advance(1h);
  reap();
  EXPECT_EQ(JobState::queued, state(8));
}

}  // namespace

}  // namespace sipro::test
