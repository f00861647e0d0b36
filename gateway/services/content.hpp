// What the pages show besides jobs, as the operator's files and the built-in ones tell it; read again every few
// seconds. Used on the loop's thread.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "asio/pool.hpp"
#include "asio/task.hpp"
#include "content/calendar.hpp"
#include "content/faq.hpp"
#include "content/hs_master.hpp"
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
  [[nodiscard]] std::shared_ptr<const Faq> faq() const { return faq_.value(); }
  /// Null: none was imported.
  [[nodiscard]] std::shared_ptr<const HsMaster> hs_master() const { return hs_master_; }

  /// The codes seen in a district's data, as they were kept under the same key; null: not those.
  [[nodiscard]] std::shared_ptr<const HsIndex> seen_codes(const std::string& district, const std::string& key) const;
  void keep_seen_codes(const std::string& district, std::string key, std::shared_ptr<const HsIndex> codes);

 private:
  struct Readings;
  struct Seen {
    std::string key;
    std::shared_ptr<const HsIndex> codes;
  };
  [[nodiscard]] Readings read() const;
  void take(Result<std::shared_ptr<const HsMaster>> master);

  asio::Pool& pool_;
  storage::Files& files_;
  storage::Layout layout_;
  OperatorFile<CalendarData> calendar_;
  OperatorFile<std::string> calendar_key_;
  OperatorFile<Faq> faq_;
  std::shared_ptr<const HsMaster> hs_master_;
  std::string hs_trouble_;            // the last that the log was told
  std::map<std::string, Seen> seen_;  // by district
};

}  // namespace sipro::gateway
