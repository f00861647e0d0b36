#include "trade/table_spec.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <iterator>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "embedded.hpp"
#include "flow_words.hpp"

namespace sipro::trade {
namespace {

namespace json = boost::json;

enum class DefinedSet { flow, balance };

constexpr std::pair<std::string_view, DefinedSet> kSets[] = {{"flow", DefinedSet::flow},
                                                             {"balance", DefinedSet::balance}};
constexpr std::pair<std::string_view, RowKind> kRows[] = {{"sectors", RowKind::sectors},
                                                          {"ports", RowKind::ports},
                                                          {"countries", RowKind::countries},
                                                          {"chapters", RowKind::chapters},
                                                          {"months", RowKind::months},
                                                          {"years", RowKind::years},
                                                          {"balance_lines", RowKind::balance_lines}};
constexpr std::pair<std::string_view, Universe> kUniverses[] = {{"all", Universe::all},
                                                                {"migas", Universe::migas},
                                                                {"nonmigas", Universe::nonmigas},
                                                                {"country_of_note", Universe::country_of_note}};
constexpr std::pair<std::string_view, Measure> kMeasures[] = {{"value", Measure::value}, {"weight", Measure::weight}};
constexpr std::pair<std::string_view, ColumnPattern> kPatterns[] = {
    {"growth", ColumnPattern::growth},
    {"share", ColumnPattern::share},
    {"monthly", ColumnPattern::monthly},
    {"cumulative_by_year", ColumnPattern::cumulative_by_year},
    {"change", ColumnPattern::change},
    {"balance", ColumnPattern::balance},
    {"monthly_balance", ColumnPattern::monthly_balance},
    {"cumulative_balance", ColumnPattern::cumulative_balance}};
constexpr std::pair<std::string_view, SharePeriod> kPeriods[] = {{"month", SharePeriod::month},
                                                                 {"cumulative", SharePeriod::cumulative}};
constexpr std::pair<std::string_view, Sort> kSorts[] = {{"largest_cumulative", Sort::largest_cumulative},
                                                        {"largest", Sort::largest},
                                                        {"largest_difference", Sort::largest_difference},
                                                        {"chronological", Sort::chronological},
                                                        {"as_listed", Sort::as_listed}};

/// What goes together with a column pattern.
struct PatternRule {
  ColumnPattern pattern;
  DefinedSet set;
  std::vector<RowKind> rows;
  Sort sort;
  std::string_view placeholder;  // of value_heading; empty: none
  bool total;
};

const PatternRule& rule_of(ColumnPattern pattern) {
  static const std::vector<RowKind> kMembers = {RowKind::ports, RowKind::countries, RowKind::chapters};
  static const std::array<PatternRule, std::size(kPatterns)> kRules = {{
      {ColumnPattern::growth,
       DefinedSet::flow,
       {RowKind::sectors, RowKind::ports, RowKind::countries, RowKind::chapters},
       Sort::largest_cumulative,
       "{period}",
       true},
      {ColumnPattern::share, DefinedSet::flow, kMembers, Sort::largest, "{period}", true},
      {ColumnPattern::monthly, DefinedSet::flow, {RowKind::months}, Sort::chronological, "{year}", true},
      {ColumnPattern::cumulative_by_year, DefinedSet::flow, {RowKind::years}, Sort::chronological, "", false},
      {ColumnPattern::change, DefinedSet::flow, kMembers, Sort::largest_difference, "{period}", true},
      {ColumnPattern::balance, DefinedSet::balance, {RowKind::balance_lines}, Sort::as_listed, "", false},
      {ColumnPattern::monthly_balance, DefinedSet::balance, {RowKind::months}, Sort::chronological, "{year}", false},
      {ColumnPattern::cumulative_balance, DefinedSet::balance, {RowKind::years}, Sort::chronological, "", false},
  }};
  return *std::find_if(kRules.begin(), kRules.end(), [&](const PatternRule& rule) { return rule.pattern == pattern; });
}

/// The words by which the import tables differ from the export tables.
std::string in_words_of(TableSet set, std::string text) {
  return set == TableSet::neraca ? text : schemas::in_words_of(set == TableSet::ekspor, std::move(text));
}

/// Takes the keys of one definition and remembers the first thing that is wrong with it.
class DefinitionReader {
 public:
  DefinitionReader(std::string_view path, const json::object& object) : path_(path), object_(object) {}

  std::string text(std::string_view key) {
    const json::value* value = take(key);
    if (value == nullptr) return {};
    if (!value->is_string() || value->get_string().empty()) return fail(key, "is not a text"), std::string();
    return std::string(value->get_string());
  }

  int number(std::string_view key) {
    const json::value* value = take(key);
    if (value == nullptr) return 0;
    if (!value->is_int64() || value->get_int64() < 1 || value->get_int64() > 99) {
      return fail(key, "is not a whole number from 1 to 99"), 0;
    }
    return static_cast<int>(value->get_int64());
  }

  std::vector<std::string> texts(std::string_view key) {
    const json::value* value = take(key);
    std::vector<std::string> out;
    if (value == nullptr) return out;
    if (!value->is_array()) return fail(key, "is not a list of texts"), out;
    for (const json::value& item : value->get_array()) {
      if (!item.is_string() || item.get_string().empty()) return fail(key, "is not a list of texts"), out;
      out.emplace_back(item.get_string());
    }
    return out;
  }

  template <class Value, std::size_t N>
  Value word(std::string_view key, const std::pair<std::string_view, Value> (&words)[N]) {
    const std::string given = text(key);
    for (const auto& [word, value] : words) {
      if (word == given) return value;
    }
    std::string known;
    for (const auto& [word, value] : words) known += (known.empty() ? "" : ", ") + std::string(word);
    fail(key, "\"" + given + "\" is none of " + known);
    return words[0].second;
  }

  [[nodiscard]] bool has(std::string_view key) const { return object_.contains(key); }

  void check(bool holds, std::string_view key, const std::string& what) {
    if (!holds) fail(key, what);
  }

  void refuse_other_keys() {
    for (const auto& entry : object_) check(taken_.contains(entry.key()), entry.key(), "is not a key of a definition");
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  const json::value* take(std::string_view key) {
    taken_.insert(key);
    const json::value* value = object_.if_contains(key);
    if (value == nullptr) fail(key, "is missing");
    return value;
  }

  void fail(std::string_view key, const std::string& what) {
    if (!error_) error_ = Error{Errc::internal, std::string(path_) + ": " + std::string(key) + ": " + what};
  }

  std::string_view path_;
  const json::object& object_;
  std::set<std::string_view> taken_;
  std::optional<Error> error_;
};

/// True when the text holds `allowed` (where one is allowed) once, and else only words that in_words_of() fills in.
bool only_placeholder(std::string text, std::string_view allowed) {
  text = in_words_of(TableSet::ekspor, std::move(text));
  if (!allowed.empty()) {
    const auto at = text.find(allowed);
    if (at == std::string::npos) return false;
    text.erase(at, allowed.size());
  }
  return text.find_first_of("{}") == std::string::npos;
}

void check_words(DefinitionReader& reader, const TableSpec& spec) {
  reader.check(only_placeholder(spec.title, ""), "title", "holds a word in braces that is not known");
  reader.check(only_placeholder(spec.shows, ""), "shows", "holds a word in braces that is not known");
  reader.check(only_placeholder(spec.total, ""), "total", "holds a word in braces that is not known");
  const std::string_view placeholder = rule_of(spec.columns).placeholder;
  reader.check(only_placeholder(spec.value_heading, placeholder), "value_heading",
               placeholder.empty() ? "holds a word in braces that is not known"
                                   : "needs " + std::string(placeholder) + " once and no other word in braces");
}

void check_pattern(DefinitionReader& reader, const TableSpec& spec, DefinedSet set) {
  const PatternRule& rule = rule_of(spec.columns);
  const bool rows_fit = std::find(rule.rows.begin(), rule.rows.end(), spec.rows) != rule.rows.end();
  reader.check(rule.set == set, "columns", "do not belong to this set");
  reader.check(rows_fit, "rows", "do not go with these columns");
  reader.check(rule.sort == spec.sort, "sort", "does not go with these columns");
  reader.check(rule.total == !spec.total.empty(), "total",
               rule.total ? "is missing" : "does not go with these columns");
  reader.check((spec.columns == ColumnPattern::share) == spec.period.has_value(), "period",
               spec.period ? "goes with the columns share only" : "is missing");
}

void check_universe(DefinitionReader& reader, const TableSpec& spec, DefinedSet set) {
  const bool of_country = spec.universe == Universe::country_of_note;
  const bool by_country = spec.rows == RowKind::countries || spec.rows == RowKind::ports;
  reader.check(spec.universe == Universe::all || (set == DefinedSet::flow && spec.rows != RowKind::sectors), "universe",
               "is all for sectors and balances");
  reader.check(!of_country || !by_country, "universe", "country_of_note goes with chapters, months and years only");
  reader.check(!of_country || spec.title.find("Utama") != std::string::npos, "title",
               "needs the word Utama, which the country of note follows");
  reader.check(spec.measure == Measure::value || spec.rows == RowKind::ports, "measure",
               "weight is summed by port only");
  const std::size_t headings = spec.rows == RowKind::chapters ? 2 : 1;
  reader.check(spec.row_headings.size() == headings, "row_headings",
               "needs " + std::to_string(headings) + " for these rows");
}

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

TableSpec in_set(TableSpec spec, TableSet set) {
  const char* letter = set == TableSet::ekspor ? "E" : set == TableSet::impor ? "I" : "N";
  spec.set = set;
  spec.id = letter + two_digits(spec.number);
  for (auto* words : {&spec.title, &spec.shows, &spec.value_heading, &spec.total}) {
    *words = in_words_of(set, std::move(*words));
  }
  return spec;
}

std::vector<TableSpec> load() {
  std::vector<TableSpec> specs;
  for (const auto& file : schemas::embedded_files()) {
    if (!file.path.starts_with("tables/")) continue;
    auto parsed = parse_table_definition(file.path, file.text);
    if (!parsed) throw std::logic_error(parsed.error().context);
    std::move(parsed->begin(), parsed->end(), std::back_inserter(specs));
  }
  std::sort(specs.begin(), specs.end(), [](const TableSpec& a, const TableSpec& b) {
    return std::pair(a.set, a.number) < std::pair(b.set, b.number);
  });
  return specs;
}

}  // namespace

const std::vector<TableSpec>& table_specs() {
  static const std::vector<TableSpec> kSpecs = load();
  return kSpecs;
}

Result<std::vector<TableSpec>> parse_table_definition(std::string_view path, std::string_view text) {
  boost::system::error_code code;
  const json::value document = json::parse(json::string_view(text.data(), text.size()), code);
  if (code) return Error{Errc::internal, std::string(path) + ": is not JSON: " + code.message()};
  if (!document.is_object()) return Error{Errc::internal, std::string(path) + ": is not one JSON object"};

  DefinitionReader reader(path, document.get_object());
  TableSpec spec;
  const DefinedSet set = reader.word("set", kSets);
  spec.number = reader.number("number");
  spec.title = reader.text("title");
  spec.shows = reader.text("shows");
  spec.rows = reader.word("rows", kRows);
  spec.row_headings = reader.texts("row_headings");
  spec.universe = reader.word("universe", kUniverses);
  spec.measure = reader.word("measure", kMeasures);
  spec.columns = reader.word("columns", kPatterns);
  if (reader.has("period")) spec.period = reader.word("period", kPeriods);
  spec.value_heading = reader.text("value_heading");
  spec.sort = reader.word("sort", kSorts);
  spec.total = reader.has("total") ? reader.text("total") : std::string();
  reader.refuse_other_keys();
  const std::string stem = std::string(set == DefinedSet::flow ? "flow-" : "balance-") + two_digits(spec.number);
  reader.check(path == "tables/" + stem + ".json", "number", "belongs into the file tables/" + stem + ".json");
  check_pattern(reader, spec, set);
  check_universe(reader, spec, set);
  check_words(reader, spec);
  if (reader.error()) return *reader.error();

  if (set == DefinedSet::balance) return std::vector<TableSpec>{in_set(spec, TableSet::neraca)};
  return std::vector<TableSpec>{in_set(spec, TableSet::ekspor), in_set(spec, TableSet::impor)};
}

}  // namespace sipro::trade
