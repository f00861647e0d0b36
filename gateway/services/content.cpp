#include "services/content.hpp"

#include <utility>

#include "asio/timing.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "content/calendar_file.hpp"
#include "content/calendar_token.hpp"

namespace sipro::gateway {
namespace {

constexpr const char* kKeyName = "calendar.key";

Result<std::string> parse_key(std::string_view text) {
  std::string key = collapse_blanks(text);
  if (key.size() >= kCalendarKeyLength) return key;
  return Error{Errc::config_invalid, "calendar.key: must have at least 32 characters"};
}

/// The first gateway of an installation makes the key. Where the folder is missing, storage may not be mounted yet.
void make_key(storage::Files& files, const storage::Layout& layout) {
  static constexpr std::size_t kBytes = 32;
  const auto path = layout.config() / kKeyName;
  const auto status = files.status(path);
  if (status || status.error().code != Errc::not_found) return;
  // Whoever fails here tries again soon, and all read what the first one wrote.
  static_cast<void>(files.write_secret(path, random_hex(kBytes) + "\n"));
}

}  // namespace

struct Content::Readings {
  std::optional<OperatorFile<CalendarData>::Reading> calendar;
  std::optional<OperatorFile<std::string>::Reading> calendar_key;
  std::optional<OperatorFile<Faq>::Reading> faq;
  Result<std::shared_ptr<const HsMaster>> hs_master;
};

Content::Content(asio::Pool& pool, storage::Files& files, storage::Layout layout)
    : pool_(pool),
      files_(files),
      layout_(std::move(layout)),
      calendar_("calendar.json", &parse_calendar, built_in_calendar()),
      calendar_key_(kKeyName, &parse_key, {}),
      faq_("faq.json", &parse_faq, built_in_faq()) {}

Content::Readings Content::read() const {
  make_key(files_, layout_);
  return {calendar_.read(files_, layout_), calendar_key_.read(files_, layout_), faq_.read(files_, layout_),
          read_hs_master(files_, layout_, hs_master_)};
}

asio::Task<> Content::refresh() {
  auto work = [this] { return read(); };
  auto readings = co_await asio::offload(&pool_, std::move(work));
  if (!readings) co_return;
  calendar_.take(std::move(readings->calendar));
  calendar_key_.take(std::move(readings->calendar_key));
  faq_.take(std::move(readings->faq));
  take(std::move(readings->hs_master));
}

void Content::take(Result<std::shared_ptr<const HsMaster>> master) {
  const std::string trouble = master ? std::string() : master.error().context;
  if (!trouble.empty() && trouble != hs_trouble_)
    log::warn("config_unreadable", {{"file", "hs.json"}, {"reason", trouble}});
  hs_trouble_ = trouble;
  if (!master || *master == hs_master_) return;
  hs_master_ = std::move(*master);
  log::info("hs_master_read", {{"codes", hs_master_ == nullptr ? 0 : hs_master_->index.size()}});
}

std::shared_ptr<const HsIndex> Content::seen_codes(const std::string& district, const std::string& key) const {
  const auto seen = seen_.find(district);
  return seen == seen_.end() || seen->second.key != key ? nullptr : seen->second.codes;
}

void Content::keep_seen_codes(const std::string& district, std::string key, std::shared_ptr<const HsIndex> codes) {
  static constexpr std::size_t kDistricts = 64;
  if (seen_.size() >= kDistricts && !seen_.contains(district)) seen_.erase(seen_.begin());
  seen_[district] = {std::move(key), std::move(codes)};
}

asio::Task<> Content::keep_fresh(std::chrono::milliseconds every) {
  for (;;) {
    co_await refresh();
    co_await asio::sleep_for(every);
  }
}

std::chrono::sys_seconds Content::calendar_revised() const {
  // The built-in calendar's last change.
  static constexpr std::chrono::sys_days kBuiltIn = std::chrono::year(2026) / 11 / 25;
  return std::max<std::chrono::sys_seconds>(kBuiltIn, calendar_.modified());
}

}  // namespace sipro::gateway
