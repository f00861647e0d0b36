#include "content/faq.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <stdexcept>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "content/words.hpp"
#include "embedded.hpp"

namespace sipro::gateway {
namespace {

constexpr std::size_t kMaxQuestions = 500;
constexpr std::size_t kMaxParts = 50;
constexpr std::size_t kMaxPages = 20;
constexpr std::size_t kQuestionLength = 500;

bool is_question_id(std::string_view text) {
  static constexpr std::size_t kLongest = 64;
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.size() <= kLongest && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), plain);
}

AnswerPart read_part(JsonFields fields) {
  AnswerPart part;
  if (fields.has("list")) {
    part.list = fields.texts("list", kMaxParts);
    const bool blank = std::any_of(part.list.begin(), part.list.end(), [](const auto& line) { return line.empty(); });
    if (part.list.empty() || blank) fields.fail("list", "must not be empty, nor hold empty lines");
  } else {
    part.text = fields.text("text");
    if (part.text.empty()) fields.fail("text", "must not be empty");
  }
  fields.done();
  return part;
}

void add_words(std::string_view text, std::vector<std::string>& words) {
  auto more = folded_words(text);
  std::move(more.begin(), more.end(), std::back_inserter(words));
}

Question read_question(JsonFields fields) {
  Question out;
  out.id = fields.text("id");
  if (!is_question_id(out.id)) fields.fail("id", "must be 1 to 64 of a-z, 0-9 and -");
  out.question = fields.text("question");
  if (out.question.empty() || code_points(out.question) > kQuestionLength) {
    fields.fail("question", "must be 1 to 500 characters");
  }
  if (fields.has("pages")) out.pages = fields.texts("pages", kMaxPages);
  for (const auto& value : fields.list("answer", kMaxParts)) {
    out.answer.push_back(read_part(fields.element("answer", value)));
  }
  if (out.answer.empty()) fields.fail("answer", "must not be empty");
  fields.done();
  add_words(out.question, out.words);
  for (const AnswerPart& part : out.answer) {
    add_words(part.text, out.words);
    for (const std::string& line : part.list) add_words(line, out.words);
  }
  for (const std::string& page : out.pages) add_words(page, out.words);
  return out;
}

Faq read_built_in() {
  auto faq = parse_faq(schemas::embedded("faq.json"));
  if (!faq) throw std::logic_error(faq.error().context);
  return std::move(*faq);
}

}  // namespace

const Faq& built_in_faq() {
  static const Faq kFaq = read_built_in();
  return kFaq;
}

Result<Faq> parse_faq(std::string_view text) {
  std::string problem;
  const auto document = parse_json(text, problem);
  JsonFields fields(document, problem);
  Faq faq;
  std::set<std::string> ids;
  for (const auto& value : fields.list("questions", kMaxQuestions)) {
    faq.push_back(read_question(fields.element("questions", value)));
    if (!ids.insert(faq.back().id).second) fields.fail("questions", "has the id \"" + faq.back().id + "\" twice");
  }
  fields.done();
  if (!problem.empty()) return Error{Errc::config_invalid, "faq.json: " + problem};
  return faq;
}

}  // namespace sipro::gateway
