#include "content/suggestion.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/json_fields.hpp"
#include "base/log.hpp"
#include "base/text.hpp"

namespace sipro::gateway {
namespace {

constexpr std::size_t kNameLength = 100;
constexpr std::size_t kTextLength = 5'000;
constexpr std::ptrdiff_t kLeastWords = 5;
constexpr std::uint64_t kMaxBytes = 64 << 10;
constexpr std::size_t kTimeDigits = 16;
constexpr std::string_view kEnding = ".json";

/// C0 but tab and line feed, DEL, C1.
bool has_controls(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7f) return true;
    if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

std::string unix_lines(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') out += text[i];
    if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) out += '\n';
  }
  return out;
}

std::string trimmed(const std::string& text) {
  static constexpr std::string_view kBlanks = " \t\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::ptrdiff_t count_words(std::string_view text) {
  const std::string collapsed = collapse_blanks(text);
  return collapsed.empty() ? 0 : std::count(collapsed.begin(), collapsed.end(), ' ') + 1;
}

std::filesystem::path folder_of(const storage::Layout& layout, std::string_view district) {
  return layout.district(district) / "suggestions";
}

Result<Suggestion> read_suggestion(storage::Files& files, const std::filesystem::path& path) {
  const auto bytes = files.read(path, kMaxBytes);
  if (!bytes) return bytes.error();
  std::string problem;
  const auto document = parse_json(*bytes, problem);
  JsonFields fields(document, problem);
  Suggestion out;
  out.id = path.stem().string();
  out.name = fields.text("name");
  out.text = fields.text("text");
  out.sent_us = fields.number<std::int64_t>("sent_us");
  fields.done();
  if (!problem.empty()) return Error{Errc::fact_damaged, path.string() + ": " + problem};
  return out;
}

}  // namespace

Result<Suggestion> checked_suggestion(std::string_view name, std::string_view text) {
  const auto refuse = [](std::string why) { return Error{Errc::wrong_usage, std::move(why)}; };
  if (!is_utf8(name) || !is_utf8(text)) return refuse("Nama dan saran harus berupa teks UTF-8.");
  Suggestion out;
  out.text = trimmed(unix_lines(text));
  if (has_controls(name) || has_controls(out.text))
    return refuse("Nama dan saran tidak boleh memuat karakter kendali.");
  out.name = collapse_blanks(name);
  if (out.name.empty()) return refuse("Isikan nama, paling sedikit satu kata.");
  if (count_words(out.text) < kLeastWords) return refuse("Isikan saran, paling sedikit lima kata.");
  if (code_points(out.name) > kNameLength) return refuse("Nama paling panjang 100 huruf.");
  if (code_points(out.text) > kTextLength) return refuse("Saran paling panjang 5.000 huruf.");
  return out;
}

Result<Suggestion> keep_suggestion(storage::Files& files, const storage::Layout& layout, std::string_view district,
                                   Suggestion suggestion, std::string_view random) {
  std::string time = std::to_string(suggestion.sent_us);
  time.insert(0, kTimeDigits - std::min(kTimeDigits, time.size()), '0');
  suggestion.id = time + "-" + std::string(random);
  const auto folder = folder_of(layout, district);
  if (auto made = files.make_folders(folder); !made) return made.error();
  const boost::json::object object{
      {"name", suggestion.name}, {"text", suggestion.text}, {"sent_us", suggestion.sent_us}};
  auto kept = files.write_new(folder / (suggestion.id + std::string(kEnding)), boost::json::serialize(object) + "\n");
  if (!kept) return kept.error();
  return suggestion;
}

Result<SuggestionPage> list_suggestions(storage::Files& files, const storage::Layout& layout, std::string_view district,
                                        std::uint64_t offset, std::uint64_t limit) {
  const auto folder = folder_of(layout, district);
  auto entries = files.list(folder);
  if (!entries && entries.error().code == Errc::not_found) return SuggestionPage();
  if (!entries) return entries.error();
  std::erase_if(*entries, [](const storage::Entry& entry) { return entry.folder || !entry.name.ends_with(kEnding); });
  SuggestionPage page;
  page.total = entries->size();
  for (std::uint64_t i = offset; i < page.total && i - offset < limit; ++i) {
    const auto path = folder / (*entries)[page.total - 1 - i].name;
    auto read = read_suggestion(files, path);
    if (read) {
      page.suggestions.push_back(std::move(*read));
    } else if (read.error().code == Errc::fact_damaged || read.error().code == Errc::not_found) {
      log::error("suggestion_unreadable", {{"reason", read.error().context}});
    } else {
      return read.error();
    }
  }
  return page;
}

}  // namespace sipro::gateway
