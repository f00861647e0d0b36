#include "admin/libraries.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace sipro::admin {
namespace {

constexpr std::string_view kName = "sipro_v";

/// The value of library_name in one library's [name, value, ...].
const std::string* name_of(const redis::Reply& library) {
  const auto* fields = library.array();
  if (fields == nullptr) return nullptr;
  for (std::size_t i = 0; i + 1 < fields->size(); i += 2) {
    const auto* name = (*fields)[i].text();
    if (name != nullptr && *name == "library_name") return (*fields)[i + 1].text();
  }
  return nullptr;
}

}  // namespace

Result<std::vector<unsigned>> libraries(redis::Client& client) {
  const auto reply = client.run({"FUNCTION", "LIST", "LIBRARYNAME", std::string(kName) + "*"});
  if (!reply) return reply.error();
  if (const auto* error = reply->error()) return Error{Errc::redis_refused, error->message};
  std::vector<unsigned> numbers;
  const auto* list = reply->array();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const auto* name = name_of((*list)[i]);
    unsigned number = 0;
    if (name == nullptr || !name->starts_with(kName)) continue;
    const auto [end, error] = std::from_chars(name->data() + kName.size(), name->data() + name->size(), number);
    if (error == std::errc() && end == name->data() + name->size()) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Result<void> remove_library(redis::Client& client, unsigned number) {
  const auto reply = client.run({"FUNCTION", "DELETE", std::string(kName) + std::to_string(number)});
  if (!reply) return reply.error();
  if (const auto* error = reply->error()) return Error{Errc::redis_refused, error->message};
  return {};
}

}  // namespace sipro::admin
