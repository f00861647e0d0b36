#include "services/storage_watch.hpp"

#include "asio/timing.hpp"

namespace sipro::gateway {
namespace {

constexpr std::chrono::seconds kEvery{10};
constexpr std::chrono::seconds kKept{60};

}  // namespace

asio::Task<> StorageWatch::keep_fresh() {
  for (;;) {
    auto look = [this] { return storage::look_at_volume(root_); };
    const auto looked = co_await asio::offload(&pool_, std::move(look));
    if (looked && *looked) {
      volume_ = **looked;
      seen_ = Clock::now();
    }
    co_await asio::sleep_for(kEvery);
  }
}

std::optional<storage::Volume> StorageWatch::volume() const {
  return Clock::now() - seen_ < kKept ? volume_ : std::nullopt;
}

}  // namespace sipro::gateway
