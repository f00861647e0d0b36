#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "admin/commands.hpp"
#include "base/version.hpp"

namespace {

using namespace sipro::admin;

int run(int argc, char** argv) {
  CLI::App app(
      "The operator's tool of SIPRO: districts and their codes, the HS master, the queue, recovery, retention, doctor.",
      "sipro-admin");
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", sipro::kVersion);
  app.footer("Exit codes: 0 done; 1 it could not be done, or doctor found something to mend; 2 wrong usage.");
  Settings settings;
  add_settings(app, settings);
  int exit_code = ExitCode::done;
  add_district(app, settings, exit_code);
  add_hs(app, settings, exit_code);
  add_queue(app, settings, exit_code);
  add_upkeep(app, settings, exit_code);
  add_doctor(app, settings, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? ExitCode::done : ExitCode::wrong_usage;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "sipro-admin: " << error.what() << '\n';
  } catch (...) {
    std::cerr << "sipro-admin: unknown failure\n";
  }
  return ExitCode::failed;
}
