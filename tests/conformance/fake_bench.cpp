#include "conformance/bench.hpp"
#include "support/fake_queue.hpp"

namespace sipro::test {

namespace {

class FakeBench final : public Bench {
 public:
  std::unique_ptr<queue::Queue> connect(const std::string& epoch) override { return server_.connect(epoch); }
  [[nodiscard]] queue::Micros now() const override { return server_.now(); }
  void advance(queue::Micros time) override { server_.advance(time); }
  std::vector<QueueEvent> events() override { return server_.events(); }
  void drop_replies(unsigned calls) override { server_.drop_replies(calls); }
  void set_away(bool away) override { server_.set_away(away); }
  void set_full(bool full) override { server_.set_full(full); }
  void restart() override { server_.restart(); }
  void wipe() override { server_.wipe(); }
  void take_snapshot() override { snapshot_ = server_.snapshot(); }
  void put_back_snapshot() override { server_.put_back(snapshot_); }
  bool command(const std::vector<std::string>& /*words*/) override { return false; }
  std::map<std::string, std::set<std::string>> keys() override { return {}; }
  [[nodiscard]] const FakeState* inside() const override { return &server_.state(); }

 private:
  FakeServer server_;
  FakeState snapshot_;
};

}  // namespace

std::unique_ptr<Bench> make_fake_bench() { return std::make_unique<FakeBench>(); }

}  // namespace sipro::test
