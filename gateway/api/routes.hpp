// Every address of the gateway, in one table.
#pragma once

#include <span>
#include <string_view>

#include "api/context.hpp"

namespace sipro::gateway {

enum class Access {
  open,      // for everyone
  district,  // with a session
  unlocked,  // and the feature code
};

enum class Body {
  none,
  json,    // read whole before the handler runs
  stream,  // the handler reads it
};

std::string_view to_string(Access access);
std::string_view to_string(Body body);

struct Route {
  http::Method method;
  std::string_view pattern;
  Access access;
  Body body;
  Handler handler;
  /// A command whose answer the handler needs, sent with the session's; null: none.
  redis::Command (*prefetch)(const std::vector<std::string>& parameters) = nullptr;
};

std::span<const Route> routes();

}  // namespace sipro::gateway
