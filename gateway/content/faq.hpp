// The questions of the page FAQ (schemas/faq.schema.json): built in, or the operator's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace sipro::gateway {

/// A paragraph, or a list where `list` has anything.
struct AnswerPart {
  std::string text;
  std::vector<std::string> list;
};

struct Question {
  std::string id;
  std::string question;
  std::vector<AnswerPart> answer;
  std::vector<std::string> pages;
  std::vector<std::string> words;  // of all its texts, for the search
};

using Faq = std::vector<Question>;

/// Throws std::logic_error where it is malformed, which a test rules out.
const Faq& built_in_faq();
/// Errors: config_invalid, told in English for the operator.
Result<Faq> parse_faq(std::string_view text);

}  // namespace sipro::gateway
