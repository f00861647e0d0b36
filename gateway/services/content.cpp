#include "services/content.hpp"

#include <utility>

#include "asio/timing.hpp"
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
};

Content::Content(asio::Pool& pool, storage::Files& files, storage::Layout layout)
    : pool_(pool),
      files_(files),
      layout_(std::move(layout)),
      calendar_("calendar.json", &parse_calendar, built_in_calendar()),
      calendar_key_(kKeyName, &parse_key, {}) {}

Content::Readings Content::read() const {
  make_key(files_, layout_);
  return {calendar_.read(files_, layout_), calendar_key_.read(files_, layout_)};
}

asio::Task<> Content::refresh() {
  auto work = [this] { return read(); };
  auto readings = co_await asio::offload(&pool_, std::move(work));
  if (!readings) co_return;
  calendar_.take(std::move(readings->calendar));
  calendar_key_.take(std::move(readings->calendar_key));
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
