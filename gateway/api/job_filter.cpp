#include "api/job_filter.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/query.hpp"
#include "payload/payload.hpp"

namespace sipro::gateway {
namespace {

constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2100;
constexpr std::size_t kTextBytes = 200;

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    words.emplace_back(word);
  }
  return words;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Empty where it is absent; the first fault is kept.
class Reader {
 public:
  explicit Reader(const http::Request& request) : request_(&request) {}

  std::vector<std::string> words(std::string_view name, std::initializer_list<std::string_view> known) {
    std::vector<std::string> found = split(text(name));
    const auto is_known = [&known](const std::string& word) { return is_one_of(word, known); };
    if (!std::all_of(found.begin(), found.end(), is_known)) fail(name, known);
    return found;
  }

  std::string word(std::string_view name, std::initializer_list<std::string_view> known) {
    std::string found = text(name);
    if (!found.empty() && !is_one_of(found, known)) fail(name, known);
    return found;
  }

  std::optional<int> number(std::string_view name, int least, int most) {
    if (text(name).empty()) return std::nullopt;
    const auto found =
        http::query_number(*request_, name, 0, static_cast<std::uint64_t>(most), static_cast<std::uint64_t>(least));
    if (found) return static_cast<int>(*found);
    fail(std::string(name) + " harus dari " + std::to_string(least) + " sampai " + std::to_string(most) + ".");
    return std::nullopt;
  }

  std::string text(std::string_view name) { return request_->query_value(name).value_or(""); }

  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  void fail(std::string_view name, std::initializer_list<std::string_view> known) {
    std::string list;
    for (const std::string_view word : known) list.append(list.empty() ? "" : ", ").append(word);
    fail(std::string(name) + " harus salah satu dari " + list + ".");
  }

  const http::Request* request_;
  std::string problem_;
};

struct Subject {
  std::string kind;
  std::string flow;
  std::string tables;
  int year = 0;
  int month = 0;
  std::vector<const payload::Input*> inputs;
};

struct SubjectOf {
  Subject operator()(const payload::Preprocess& work) const {
    return {"preprocess", work.flow, {}, 0, 0, pointers(work.inputs)};
  }
  Subject operator()(const payload::Check& work) const { return {"check", {}, {}, 0, 0, pointers(work.inputs)}; }
  Subject operator()(const payload::Olah& work) const {
    Subject subject{"olah", {}, work.tables, work.year, work.month, {}};
    if (work.ekspor) subject.inputs.push_back(&*work.ekspor);
    if (work.impor) subject.inputs.push_back(&*work.impor);
    return subject;
  }
  static std::vector<const payload::Input*> pointers(const std::vector<payload::Input>& inputs) {
    std::vector<const payload::Input*> out;
    for (const payload::Input& input : inputs) out.push_back(&input);
    return out;
  }
};

template <class Value>
bool fits(const std::vector<Value>& wanted, const Value& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool shows(const Subject& subject, const std::string& by, const std::string& text) {
  const std::string needle = upper(collapse_blanks(text));
  const auto holds = [&needle](std::string_view hay) { return upper(hay).find(needle) != std::string::npos; };
  const auto named = [&holds](const payload::Input* input) { return holds(input->name); };
  return holds(by) || std::any_of(subject.inputs.begin(), subject.inputs.end(), named);
}

}  // namespace

Result<JobFilter> read_job_filter(const http::Request& request) {
  Reader reader(request);
  JobFilter filter;
  filter.kinds = reader.words("kind", {"preprocess", "check", "olah"});
  const auto states =
      reader.words("state", {"blocked", "queued", "running", "retrying", "succeeded", "failed", "cancelled"});
  for (const std::string& word : states) {
    if (const auto state = queue::parse_state(word)) filter.states.push_back(*state);
  }
  filter.flow = reader.word("flow", {"ekspor", "impor"});
  filter.tables = reader.word("tables", {"ekspor", "impor", "neraca", "semua"});
  filter.year = reader.number("year", kFirstYear, kLastYear);
  filter.month = reader.number("month", 1, 12);
  filter.kept = !reader.word("kept", {"true"}).empty();
  filter.text = reader.text("q");
  if (filter.text.size() > kTextBytes) reader.fail("q paling panjang 200 bita.");
  if (!reader.problem().empty()) return Error{Errc::wrong_usage, reader.problem()};
  return filter;
}

bool lets_through(const JobFilter& filter, const queue::JobView& job) {
  if (filter == JobFilter{}) return true;
  if (!fits(filter.states, job.state) || (filter.kept && !job.kept)) return false;
  const auto payload = payload::parse_payload(job.spec.payload);
  // Of a newer version: nothing is known of what it does.
  const Subject subject = payload ? std::visit(SubjectOf{}, payload->work) : Subject{job.spec.kind, {}, {}, 0, 0, {}};
  if (!fits(filter.kinds, subject.kind)) return false;
  if (!filter.flow.empty() && filter.flow != subject.flow) return false;
  if (!filter.tables.empty() && filter.tables != subject.tables) return false;
  if (filter.year && *filter.year != subject.year) return false;
  if (filter.month && *filter.month != subject.month) return false;
  return filter.text.empty() || shows(subject, job.spec.by, filter.text);
}

}  // namespace sipro::gateway
