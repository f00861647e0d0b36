#include "base/json_fields.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace sipro {
namespace {

namespace json = boost::json;

std::string in_quotes(std::initializer_list<std::string_view> words) {
  std::string out = "must be one of";
  for (const auto word : words) out.append(" \"").append(word).append("\"");
  return out;
}

}  // namespace

json::value parse_json(std::string_view text, std::string& problem) {
  json::error_code code;
  json::value value = json::parse({text.data(), text.size()}, code);
  if (code && problem.empty()) problem = "is not JSON: " + code.message();
  return value;
}

bool JsonFields::Bound::below(const Bound& other) const {
  if (negative != other.negative) return negative;
  return negative ? static_cast<std::int64_t>(bits) < static_cast<std::int64_t>(other.bits) : bits < other.bits;
}

std::string JsonFields::Bound::words() const {
  return negative ? std::to_string(static_cast<std::int64_t>(bits)) : std::to_string(bits);
}

JsonFields::JsonFields(const json::value& value, std::string& problem, std::string where)
    : object_(value.if_object()), problem_(&problem), where_(std::move(where)) {
  if (object_ == nullptr && problem_->empty()) *problem_ = where_ + (where_.empty() ? "" : " ") + "must be an object";
}

std::string JsonFields::path(std::string_view key) const {
  return where_.empty() ? std::string(key) : where_ + "." + std::string(key);
}

void JsonFields::fail(std::string_view key, std::string_view must) {
  if (problem_->empty()) *problem_ = path(key) + " " + std::string(must);
}

bool JsonFields::has(std::string_view key) const {
  return object_ != nullptr && object_->if_contains({key.data(), key.size()}) != nullptr;
}

const json::value* JsonFields::find(std::string_view key) {
  asked_.emplace(key);
  const json::value* value = object_ == nullptr ? nullptr : object_->if_contains({key.data(), key.size()});
  if (value == nullptr) fail(key, "is missing");
  return value;
}

std::string JsonFields::text(std::string_view key) {
  const json::value* value = find(key);
  if (value == nullptr) return {};
  const json::string* text = value->if_string();
  if (text == nullptr) {
    fail(key, "must be a text");
    return {};
  }
  return {text->data(), text->size()};
}

std::string JsonFields::text_or(std::string_view key, std::string_view fallback) {
  return has(key) ? text(key) : std::string(fallback);
}

std::string JsonFields::word(std::string_view key, std::initializer_list<std::string_view> words) {
  std::string text = this->text(key);
  if (std::find(words.begin(), words.end(), text) != words.end()) return text;
  fail(key, in_quotes(words));
  return std::string(*words.begin());
}

std::string JsonFields::word_or(std::string_view key, std::initializer_list<std::string_view> words,
                                std::string_view fallback) {
  return has(key) ? word(key, words) : std::string(fallback);
}

bool JsonFields::flag(std::string_view key) {
  const json::value* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_bool()) fail(key, "must be true or false");
  return value->is_bool() && value->get_bool();
}

bool JsonFields::flag_or(std::string_view key, bool fallback) { return has(key) ? flag(key) : fallback; }

std::uint64_t JsonFields::integer(std::string_view key, Bound least, Bound most) {
  const json::value* value = find(key);
  if (value == nullptr) return least.bits;
  const auto must = [&] { fail(key, "must be a whole number from " + least.words() + " to " + most.words()); };
  if (!value->is_int64() && !value->is_uint64()) {
    must();
    return least.bits;
  }
  const Bound number = value->is_int64() ? Bound(value->get_int64()) : Bound(value->get_uint64());
  if (!number.below(least) && !most.below(number)) return number.bits;
  must();
  return least.bits;
}

const json::array& JsonFields::list(std::string_view key, std::size_t most) {
  static const json::array kNone;
  const json::value* value = find(key);
  if (value == nullptr) return kNone;
  const json::array* array = value->if_array();
  if (array != nullptr && array->size() <= most) return *array;
  fail(key, "must be a list of at most " + std::to_string(most));
  return kNone;
}

std::vector<std::string> JsonFields::texts(std::string_view key, std::size_t most) {
  std::vector<std::string> out;
  for (const json::value& value : list(key, most)) {
    if (!value.is_string()) fail(key, "must be a list of texts");
    if (value.is_string()) out.emplace_back(value.get_string().data(), value.get_string().size());
  }
  return out;
}

std::string JsonFields::object_text(std::string_view key) {
  const json::value* value = find(key);
  if (value != nullptr && value->is_object()) return json::serialize(*value);
  fail(key, "must be an object");
  return "{}";
}

JsonFields JsonFields::below(std::string_view key) {
  static const json::value kNull;
  const json::value* value = find(key);
  return {value == nullptr ? kNull : *value, *problem_, path(key)};
}

JsonFields JsonFields::element(std::string_view key, const json::value& value) const {
  return {value, *problem_, path(key) + "[]"};
}

void JsonFields::done() {
  if (object_ == nullptr) return;
  for (const auto& member : *object_) {
    const std::string_view key(member.key().data(), member.key().size());
    if (asked_.find(key) == asked_.end()) fail(key, "is not known here");
  }
}

}  // namespace sipro
