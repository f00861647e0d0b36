#include "http/trace.hpp"

#include <algorithm>

#include "base/random.hpp"

namespace sipro::http {
namespace {

constexpr std::size_t kTraceBytes = 16;
/// version "-" trace-id "-" parent-id "-" flags
constexpr std::size_t kTraceAt = 3, kTraceDigits = 32, kParentAt = 36, kParentDigits = 16, kFlagsAt = 53, kLength = 55;

/// Capital letters are no hexadecimal digits there.
bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view text) { return is_hex(text) && text.find_first_not_of('0') != std::string_view::npos; }

}  // namespace

std::optional<std::string_view> trace_id_in(std::string_view traceparent) {
  if (traceparent.size() < kLength) return std::nullopt;
  const std::string_view version = traceparent.substr(0, 2);
  if (!is_hex(version) || version == "ff") return std::nullopt;
  // A later version may go on behind the parts that this one knows.
  if (version == "00" && traceparent.size() != kLength) return std::nullopt;
  if (traceparent.size() > kLength && traceparent[kLength] != '-') return std::nullopt;
  for (const std::size_t dash : {kTraceAt - 1, kParentAt - 1, kFlagsAt - 1}) {
    if (traceparent[dash] != '-') return std::nullopt;
  }
  const std::string_view trace = traceparent.substr(kTraceAt, kTraceDigits);
  if (!is_id(trace) || !is_id(traceparent.substr(kParentAt, kParentDigits))) return std::nullopt;
  if (!is_hex(traceparent.substr(kFlagsAt, 2))) return std::nullopt;
  return trace;
}

std::string trace_id_of(const Headers& headers) {
  std::optional<std::string_view> told;
  if (headers.count("traceparent") == 1) told = trace_id_in(*headers.get("traceparent"));
  return told ? std::string(*told) : random_hex(kTraceBytes);
}

}  // namespace sipro::http
