// From a request to the handler of its route: what every request has in common is checked here.
#pragma once

#include "http/application.hpp"
#include "services/services.hpp"

namespace sipro::gateway {

class Dispatch final : public http::Application {
 public:
  explicit Dispatch(Services& services) : services_(services) {}
  asio::Task<http::Response> answer(http::Request& request, http::BodyReader& body) override;

 private:
  std::optional<http::Response> refuse_flood(const http::Request& request);
  /// `met`: the index of its route in the table; the table's size where there is none.
  asio::Task<http::Response> route(http::Request& request, http::BodyReader& body, std::size_t& met);

  Services& services_;
};

}  // namespace sipro::gateway
