#include "jobs/data_stop.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstddef>
#include <string>

#include "base/text.hpp"

namespace sipro::jobs {
namespace {

constexpr std::size_t kLargestFile = std::size_t{4} << 20U;
constexpr std::size_t kLongestMessage = 2000;
constexpr std::size_t kLargestDetails = std::size_t{32} << 10U;

Error not_a_stop(std::string_view what) {
  return {Errc::internal, "laporan.json of an attempt that told a stop: " + std::string(what)};
}

bool is_rule_name(std::string_view text) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

const boost::json::string* text_of(const boost::json::object& object, std::string_view key) {
  const boost::json::value* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_string();
}

/// Whole, or left out: half an object helps nobody.
std::string details_of(const boost::json::object& stop, const boost::json::value* also) {
  boost::json::object details;
  const boost::json::value* own = stop.if_contains("details");
  if (own != nullptr && own->is_object()) details = own->get_object();
  std::string text = details.empty() ? "" : boost::json::serialize(details);
  if (also != nullptr && also->is_array() && !also->get_array().empty()) {
    details["also"] = *also;
    std::string with_also = boost::json::serialize(details);
    if (with_also.size() <= kLargestDetails) text = std::move(with_also);
  }
  return text.size() <= kLargestDetails ? text : "";
}

}  // namespace

Result<queue::JobError> parse_data_stop(std::string_view json) {
  boost::json::error_code error;
  const boost::json::value value = boost::json::parse(boost::json::string_view(json.data(), json.size()), error);
  if (error) return not_a_stop("no JSON");
  const boost::json::object* report = value.if_object();
  const boost::json::value* stopped = report == nullptr ? nullptr : report->if_contains("stopped");
  const boost::json::object* stop = stopped == nullptr ? nullptr : stopped->if_object();
  if (stop == nullptr) return not_a_stop("no \"stopped\"");
  const boost::json::string* rule = text_of(*stop, "rule");
  const boost::json::string* message = text_of(*stop, "message");
  if (rule == nullptr || !is_rule_name(std::string_view(rule->data(), rule->size()))) return not_a_stop("no rule");
  if (message == nullptr || message->empty()) return not_a_stop("no message");
  return queue::JobError{std::string(rule->data(), rule->size()),
                         std::string(utf8_prefix(std::string_view(message->data(), message->size()), kLongestMessage)),
                         details_of(*stop, report->if_contains("also"))};
}

Result<queue::JobError> read_data_stop(storage::Files& files, const std::filesystem::path& attempt_folder) {
  const auto file = files.open_below(attempt_folder, "laporan.json");
  if (!file) return file.error().code == Errc::not_found ? not_a_stop("there is none") : file.error();
  struct stat status {};
  if (::fstat(file->get(), &status) != 0 || !S_ISREG(status.st_mode)) return not_a_stop("not a file");
  if (static_cast<std::uint64_t>(status.st_size) > kLargestFile) return not_a_stop("too large");
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t have = 0;
  while (have < text.size()) {
    const ssize_t got = ::pread(file->get(), text.data() + have, text.size() - have, static_cast<off_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{Errc::storage_unavailable, "laporan.json of an attempt could not be read"};
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  text.resize(have);
  return parse_data_stop(text);
}

}  // namespace sipro::jobs
