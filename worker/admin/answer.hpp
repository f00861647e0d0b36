// How a subcommand answers: a text for people, or the same as one JSON object.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "admin/settings.hpp"
#include "base/error.hpp"

namespace sipro::admin {

/// Prints the text, or with --json the object, to stdout.
void answer(const Settings& settings, const boost::json::object& object, const std::string& text);

/// Tells what went wrong: on stderr, or with --json as {"error":{"code","message"}} on stdout. Returns the exit code.
int fail(const Settings& settings, const Error& error);

/// Columns as wide as their longest cell, two spaces between; the last one is not padded.
class Table {
 public:
  explicit Table(std::vector<std::string> headings) : rows_{std::move(headings)} {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] bool empty() const { return rows_.size() == 1; }
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace sipro::admin
