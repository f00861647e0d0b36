// Strict reading of JSON objects that we wrote, or an operator: every key is asked for once, with its type and bounds;
// a missing, wrong or unknown key is a problem that names it. Reading goes on after a problem with plain values, so a
// parser asks for all its keys in a row and looks once, at the end; only the first problem is kept.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sipro {

/// Null, with `problem` set, for what is not one JSON document.
boost::json::value parse_json(std::string_view text, std::string& problem);

class JsonFields {
 public:
  /// `where`: the path to the object, for problems; empty for the document itself. `value` and `problem` must outlive
  /// this.
  JsonFields(const boost::json::value& value, std::string& problem, std::string where = {});

  std::string text(std::string_view key);
  std::string text_or(std::string_view key, std::string_view fallback);
  /// One of `words`; the first of them where it is not.
  std::string word(std::string_view key, std::initializer_list<std::string_view> words);
  std::string word_or(std::string_view key, std::initializer_list<std::string_view> words, std::string_view fallback);
  bool flag(std::string_view key);
  bool flag_or(std::string_view key, bool fallback);
  template <class Integer>
  Integer number(std::string_view key, Integer least = 0, Integer most = std::numeric_limits<Integer>::max()) {
    return static_cast<Integer>(integer(key, Bound{least}, Bound{most}));
  }
  template <class Integer>
  Integer number_or(std::string_view key, Integer fallback, Integer least, Integer most) {
    return has(key) ? number<Integer>(key, least, most) : fallback;
  }
  /// The elements of an array of at most `most`.
  const boost::json::array& list(std::string_view key, std::size_t most);
  std::vector<std::string> texts(std::string_view key, std::size_t most);
  /// The object below `key`, as text.
  std::string object_text(std::string_view key);
  /// The fields of the object below `key`.
  JsonFields below(std::string_view key);
  /// The fields of a value that was found below `key`: an element of list(key).
  [[nodiscard]] JsonFields element(std::string_view key, const boost::json::value& value) const;

  [[nodiscard]] bool has(std::string_view key) const;
  void fail(std::string_view key, std::string_view must);
  /// Every key that was not asked for is a problem.
  void done();

 private:
  /// Any 64-bit integer, signed or not.
  struct Bound {
    template <class Integer>
    explicit Bound(Integer number) : negative(number < 0), bits(static_cast<std::uint64_t>(number)) {}
    bool negative;
    std::uint64_t bits;  // two's complement
    [[nodiscard]] bool below(const Bound& other) const;
    [[nodiscard]] std::string words() const;
  };

  [[nodiscard]] std::string path(std::string_view key) const;
  const boost::json::value* find(std::string_view key);
  std::uint64_t integer(std::string_view key, Bound least, Bound most);

  const boost::json::object* object_ = nullptr;
  std::string* problem_;
  std::string where_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace sipro
