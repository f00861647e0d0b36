#include <malloc.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "base/version.hpp"
#include "cli/commands.hpp"

namespace {

using namespace sipro::cli;

int run(int argc, char** argv) {
  CLI::App app("SIPRO: export and import microdata to clean files and the 33 tables of a press release.", "sipro");
  app.require_subcommand(1);
  app.set_version_flag("--version", sipro::kVersion);
  int exit_code = ExitCode::done;
  add_commands(app, exit_code);
  add_sample(app, exit_code);
  add_attempt(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? ExitCode::done : ExitCode::wrong_usage;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  // glibc otherwise gives memory back after each workbook, and asks for it again.
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "sipro: " << error.what() << '\n';
  } catch (...) {
    std::cerr << "sipro: unknown failure\n";
  }
  return ExitCode::failed;
}
