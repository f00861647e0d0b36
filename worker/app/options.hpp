// The command line and environment of sipro-worker.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "jobs/settings.hpp"
#include "redis/address.hpp"

namespace sipro::worker {

struct Options {
  std::filesystem::path data = "var";
  std::string redis = "127.0.0.1:6379";
  std::string redis_user;
  std::filesystem::path redis_password_file;
  unsigned threads = 0;  // 0: cores / concurrency
  std::string cage = "all";
  jobs::Settings settings;
};

void add_options(CLI::App& app, Options& options);

/// Fills in what follows from the rest of the options and from this host. Errors: wrong_usage.
Result<void> complete(Options& options);

/// Errors: wrong_usage.
Result<redis::Address> redis_address(const Options& options);

}  // namespace sipro::worker
