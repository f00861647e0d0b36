// What every subcommand is told: where storage and Redis are, and in which form to answer.
#pragma once

#include <CLI/App.hpp>
#include <string>

namespace sipro::admin {

/// The exit codes of sipro-admin.
enum ExitCode {
  done = 0,
  failed = 1,       // it could not be done, or doctor found something that must be mended
  wrong_usage = 2,  // the command line is wrong; nothing was done
};

struct Settings {
  std::string data = "var";
  std::string redis = "127.0.0.1:6379";
  std::string redis_user;
  std::string redis_password_file;
  bool json = false;
  std::string by;  // who asks, in events and facts
};

/// Adds the options above; they may stand before or after the subcommand.
void add_settings(CLI::App& app, Settings& settings);

}  // namespace sipro::admin
