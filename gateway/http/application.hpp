// What the connections serve.
#pragma once

#include "asio/task.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace sipro::http {

class Application {
 public:
  virtual ~Application() = default;
  /// Both outlive the answer.
  virtual asio::Task<Response> answer(Request& request, BodyReader& body) = 0;
};

}  // namespace sipro::http
