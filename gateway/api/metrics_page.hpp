// GET /metrics, on a listener of its own: what it tells is the operator's.
#pragma once

#include "http/application.hpp"
#include "http/connection.hpp"
#include "services/services.hpp"
#include "services/storage_watch.hpp"

namespace sipro::gateway {

class MetricsPage final : public http::Application {
 public:
  /// `connections`: those of the officers.
  MetricsPage(Services& services, const StorageWatch& storage, const http::Connections& connections);
  asio::Task<http::Response> answer(http::Request& request, http::BodyReader& body) override;

 private:
  Services& services_;
  const StorageWatch& storage_;
  const http::Connections& connections_;
  double started_s_;
};

}  // namespace sipro::gateway
