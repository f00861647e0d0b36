// Suggestions: what officers write on the page FAQ. One file each in {district}/suggestions, kept for good.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "storage/files.hpp"
#include "storage/layout.hpp"

namespace sipro::gateway {

struct Suggestion {
  std::string id;  // names the file; ids sort by time
  std::string name;
  std::string text;
  std::int64_t sent_us = 0;  // since 1970

  bool operator==(const Suggestion&) const = default;
};

/// The name on one line and the text without blanks at its ends, as they are kept. Errors: wrong_usage, told in
/// Indonesian: a name of no word, a text of less than five, too long, control characters.
Result<Suggestion> checked_suggestion(std::string_view name, std::string_view text);

/// Gives it an id and keeps it. `random` by the caller. Errors: those of storage.
Result<Suggestion> keep_suggestion(storage::Files& files, const storage::Layout& layout, std::string_view district,
                                   Suggestion suggestion, std::string_view random);

struct SuggestionPage {
  std::vector<Suggestion> suggestions;
  std::uint64_t total = 0;
};

/// Newest first. A file that can't be read is left out, and the log says so. Errors: those of storage.
Result<SuggestionPage> list_suggestions(storage::Files& files, const storage::Layout& layout, std::string_view district,
                                        std::uint64_t offset, std::uint64_t limit);

}  // namespace sipro::gateway
