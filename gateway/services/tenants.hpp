// The districts and the queue's epoch as storage tells them, read again every few seconds. A broken file keeps what was
// known. Used on the loop's thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "asio/pool.hpp"
#include "asio/task.hpp"
#include "storage/files.hpp"
#include "storage/layout.hpp"
#include "tenancy/districts.hpp"

namespace sipro::gateway {

class Tenants {
 public:
  Tenants(asio::Pool& pool, storage::Files& files, storage::Layout layout);

  /// Reads once.
  asio::Task<> refresh();
  /// Reads for ever.
  asio::Task<> keep_fresh(std::chrono::milliseconds every);

  [[nodiscard]] std::shared_ptr<const tenancy::Districts> districts() const { return districts_; }
  /// Whether storage was asked once, whatever it answered.
  [[nodiscard]] bool asked() const { return asked_; }
  /// Whether storage told both the last time.
  [[nodiscard]] bool readable() const { return told_.empty(); }
  /// Empty: none yet.
  [[nodiscard]] const std::string& epoch() const { return epoch_; }

 private:
  asio::Pool& pool_;
  storage::Files& files_;
  storage::Layout layout_;
  std::shared_ptr<const tenancy::Districts> districts_ = std::make_shared<const tenancy::Districts>();
  std::string epoch_;
  bool asked_ = false;
  std::string told_;  // the last trouble that the log was told
};

}  // namespace sipro::gateway
