// What the pages show besides jobs, as the operator's files and the built-in ones tell it; read again every few
// seconds. Used on the loop's thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "asio/pool.hpp"
#include "asio/task.hpp"
#include "content/calendar.hpp"
#include "content/operator_file.hpp"
#include "storage/files.hpp"
#include "storage/layout.hpp"

namespace sipro::gateway {

class Content {
 public:
  Content(asio::Pool& pool, storage::Files& files, storage::Layout layout);

  /// Reads once.
  asio::Task<> refresh();
  /// Reads for ever.
  asio::Task<> keep_fresh(std::chrono::milliseconds every);

  [[nodiscard]] std::shared_ptr<const CalendarData> calendar() const { return calendar_.value(); }
  /// When the calendar was last changed.
  [[nodiscard]] std::chrono::sys_seconds calendar_revised() const;
  /// Of the calendar's tokens; empty: storage has not told it yet.
  [[nodiscard]] const std::string& calendar_key() const { return *calendar_key_.value(); }

 private:
  struct Readings;
  [[nodiscard]] Readings read() const;

  asio::Pool& pool_;
  storage::Files& files_;
  storage::Layout layout_;
  OperatorFile<CalendarData> calendar_;
  OperatorFile<std::string> calendar_key_;
};

}  // namespace sipro::gateway
