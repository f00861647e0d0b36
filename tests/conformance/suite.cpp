#include "conformance/suite.hpp"

#include <cstdio>

namespace sipro::test {

const std::vector<std::string> Conformance::kDistricts{"2101", "2102", "2171"};

void Conformance::SetUp() {
  bench_ = GetParam().make();
  ASSERT_TRUE(bench_);
  queue_ = bench_->connect("e1");
  open("e1");
  pass(16s);
}

void Conformance::open(const std::string& epoch) const {
  ASSERT_EQ("yes", text_of(q().recovery_begin("suite", 60s)));
  ASSERT_EQ("yes", text_of(q().recovery_end("suite", epoch)));
}

std::string Conformance::id(unsigned number) {
  char text[33];
  std::snprintf(text, sizeof text, "%032x", number);
  return text;
}

queue::JobSpec Conformance::job(unsigned number, const std::string& district) {
  queue::JobSpec spec;
  spec.id = id(number);
  spec.district = district;
  spec.kind = "olah";
  spec.payload = R"({"tables":"semua"})";
  spec.by = "Ani";
  spec.trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  spec.cap = 1000;
  return spec;
}

queue::JobSpec Conformance::job_after(unsigned number, const std::vector<unsigned>& parents) {
  queue::JobSpec spec = job(number);
  for (const unsigned parent : parents) spec.after.push_back(id(parent));
  return spec;
}

queue::Enqueued Conformance::enqueue(const queue::JobSpec& spec) const {
  const auto answers = q().enqueue({&spec, 1});
  if (!answers || answers->size() != 1) {
    ADD_FAILURE() << "enqueue: " << text_of(answers);
    return {};
  }
  return answers->front();
}

void Conformance::enqueue_all(unsigned first, unsigned last, const std::string& district) const {
  std::vector<queue::JobSpec> specs;
  for (unsigned number = first; number <= last; ++number) {
    specs.push_back(job(number, district));
    if (specs.size() < 8 && number < last) continue;
    ASSERT_TRUE(q().enqueue(specs));
    specs.clear();
  }
}

std::optional<queue::Claimed> Conformance::claim(const std::string& worker, int max_version) {
  const auto claimed = q().claim({worker, 0, ++requests_, max_version, kLease});
  if (!claimed) ADD_FAILURE() << "claim: " << text_of(claimed);
  return claimed ? *claimed : std::nullopt;
}

queue::Claimed Conformance::next(const std::string& worker, int max_version) {
  auto claimed = claim(worker, max_version);
  EXPECT_TRUE(claimed) << "nothing was claimed";
  return claimed ? *std::move(claimed) : queue::Claimed{};
}

queue::Hold Conformance::running(unsigned number, const std::string& worker) { return running(job(number), worker); }

queue::Hold Conformance::running(const queue::JobSpec& spec, const std::string& worker) {
  enqueue(spec);
  const auto claimed = claim(worker);
  EXPECT_TRUE(claimed);
  if (!claimed) return {};
  EXPECT_EQ(spec.id, claimed->hold.id);
  return claimed->hold;
}

queue::EndOutcome Conformance::complete(const queue::Hold& hold) const {
  const auto outcome = q().complete(hold, {"att-" + std::to_string(hold.attempt), R"([{"name":"tabel.zip"}])"});
  if (!outcome) ADD_FAILURE() << "complete: " << text_of(outcome);
  return outcome ? *outcome : queue::EndOutcome{};
}

queue::EndOutcome Conformance::fail(const queue::Hold& hold, queue::FailClass fail_class,
                                    std::chrono::milliseconds delay) const {
  const auto outcome = q().fail(hold, {fail_class, {"some_code", "Berkas rusak", R"({"row":7})"}, delay, 2, 3});
  if (!outcome) ADD_FAILURE() << "fail: " << text_of(outcome);
  return outcome ? *outcome : queue::EndOutcome{};
}

void Conformance::ended(unsigned number, JobState state) {
  if (state == JobState::succeeded) complete(running(number));
  if (state == JobState::failed) fail(running(number), queue::FailClass::file);
  if (state == JobState::cancelled) {
    enqueue(job(number));
    EXPECT_EQ("cancelled", text_of(q().cancel(id(number), "Budi")));
  }
  EXPECT_EQ(state, view(number).state);
}

void Conformance::dead_letter(unsigned number) {
  queue::Hold hold = running(number);
  for (int strike = 1; strike < 3; ++strike) {
    fail(hold, queue::FailClass::crash);
    pass(1s);
    const auto again = claim();
    ASSERT_TRUE(again);
    hold = again->hold;
  }
  EXPECT_TRUE(fail(hold, queue::FailClass::crash).dead);
}

queue::BeatOutcome Conformance::beat(const queue::Hold& hold) const {
  const auto outcome = q().beat(hold, {"membaca", 10, 100}, kLease);
  if (!outcome) ADD_FAILURE() << "beat: " << text_of(outcome);
  return outcome ? *outcome : queue::BeatOutcome::lost;
}

std::vector<queue::Reaped> Conformance::pass(std::chrono::seconds time) const {
  std::vector<queue::Reaped> all;
  for (; time.count() > 0; time -= 1s) {
    bench().advance(1s);
    for (auto& one : reap().reaped) all.push_back(std::move(one));
  }
  return all;
}

queue::ReapOutcome Conformance::reap() const {
  auto outcome = q().reap(3);
  if (!outcome) ADD_FAILURE() << "reap: " << text_of(outcome);
  return outcome ? *outcome : queue::ReapOutcome{};
}

void Conformance::audit_to_the_end() const {
  std::string cursor = "0";
  for (int calls = 0; calls < 1000; ++calls) {
    const auto page = q().audit(cursor);
    ASSERT_TRUE(page) << text_of(page.error());
    cursor = page->cursor;
    if (cursor == "0") return;
  }
  FAIL() << "the audit never comes to its end";
}

queue::JobView Conformance::view(unsigned number) const {
  const auto view = q().show(id(number));
  if (!view || !*view) {
    ADD_FAILURE() << "no job " << number << (view ? "" : ": " + text_of(view.error()));
    return {};
  }
  return **view;
}

std::string Conformance::world() const {
  std::string text = world_of(q(), kDistricts);
  for (const QueueEvent& event : bench().events()) text += describe(event) + "\n";
  return text;
}

std::string Conformance::story(unsigned number) const {
  static constexpr std::string_view names[] = {"blocked",   "queued", "running",  "retrying",
                                               "succeeded", "failed", "cancelled"};
  std::string text;
  for (const QueueEvent& event : bench().events()) {
    if (event.id != id(number)) continue;
    if (!text.empty()) text += " ";
    if (event.from) text += names[static_cast<int>(*event.from)];
    text += ">" + std::string(names[static_cast<int>(event.to)]) + ":" + event.reason;
  }
  return text;
}

}  // namespace sipro::test
