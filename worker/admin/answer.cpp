#include "admin/answer.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstddef>
#include <iostream>

#include "base/text.hpp"

namespace sipro::admin {

void answer(const Settings& settings, const boost::json::object& object, const std::string& text) {
  if (settings.json) {
    std::cout << boost::json::serialize(object) << '\n';
  } else {
    std::cout << text;
  }
  std::cout.flush();
}

int fail(const Settings& settings, const Error& error) {
  std::string told = error.context;
  if (error.code == Errc::recovering) {
    told += "; workers recover it by themselves within seconds, by hand: sipro-admin recover";
  }
  if (settings.json) {
    const auto code = to_string(error.code);
    const boost::json::object object{
        {"error", {{"code", boost::json::string_view(code.data(), code.size())}, {"message", told}}}};
    std::cout << boost::json::serialize(object) << '\n';
  } else {
    std::cerr << "sipro-admin: " << told << '\n';
  }
  return error.code == Errc::wrong_usage ? ExitCode::wrong_usage : ExitCode::failed;
}

std::string Table::text() const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], code_points(row[i]));
  }
  std::string text;
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      if (i + 1 < row.size()) text.append(widths[i] - code_points(row[i]) + 2, ' ');
    }
    while (text.ends_with(' ')) text.pop_back();
    text += '\n';
  }
  return text;
}

}  // namespace sipro::admin
