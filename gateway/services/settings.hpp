// How this gateway is set up: the command line, or the environment.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/ip_address.hpp"

namespace sipro::gateway {

struct Settings {
  std::string listen = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string metrics_listen = "127.0.0.1";
  std::uint16_t metrics_port = 9464;  // 0: no metrics
  std::filesystem::path data = "var";
  std::filesystem::path web;  // the folder of the built pages; empty: none are served
  std::string redis = "127.0.0.1:6379";
  std::string redis_user;                     // of its ACL; empty: default
  std::filesystem::path redis_password_file;  // empty: none
  std::uint64_t max_upload_bytes = std::uint64_t{2} << 30U;
  std::uint64_t quota_bytes = std::uint64_t{50} << 30U;     // of a district that has none of its own
  std::chrono::seconds upload_time{std::chrono::days(7)};   // then an unfinished upload is over
  std::uint64_t reserved_bytes = std::uint64_t{64} << 20U;  // stay free on the storage for results and facts
  IpNetworks trusted_proxies;                               // whose X-Forwarded-... tell who asks
  unsigned requests_per_second = 200;                       // of one address; 0: no limit
  unsigned requests_burst = 1000;                           // at once, after silence
  unsigned logins_per_minute = 60;                          // codes that are checked, of one address; 0: no limit
  unsigned jobs_a_day = 2000;                               // of a district that has no number of its own
  unsigned files_a_job = 240;
  bool insecure_http = false;     // sessions also over plain http from elsewhere: for tests
  bool allow_demo_codes = false;  // the handbook's codes also from elsewhere
  std::chrono::hours session_time{12};
  std::chrono::seconds districts_every{5};
  std::chrono::seconds drain_time{30};
  std::size_t max_connections = 2000;
  bool verbose = false;
  bool tell_routes = false;  // print them and exit
};

}  // namespace sipro::gateway
