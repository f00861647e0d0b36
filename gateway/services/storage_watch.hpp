// The volume of the data, looked at every few seconds, so that a scrape waits for no storage. Used on the loop's
// thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "asio/pool.hpp"
#include "asio/task.hpp"
#include "storage/volume.hpp"

namespace sipro::gateway {

class StorageWatch {
 public:
  using Clock = std::chrono::steady_clock;

  StorageWatch(asio::Pool& pool, std::filesystem::path root) : pool_(pool), root_(std::move(root)) {}

  /// Looks for ever.
  asio::Task<> keep_fresh();

  /// Nothing: storage did not answer in the last minute.
  [[nodiscard]] std::optional<storage::Volume> volume() const;

 private:
  asio::Pool& pool_;
  std::filesystem::path root_;
  std::optional<storage::Volume> volume_;
  Clock::time_point seen_;
};

}  // namespace sipro::gateway
