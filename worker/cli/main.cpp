#include <malloc.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <new>

#include "cli/commands.hpp"

int main(int argc, char** argv) {
  using namespace sipro::cli;
  // glibc otherwise gives memory back after each workbook and asks for it again: half of their time.
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  CLI::App app("SIPRO: export and import microdata to clean files and the 33 tables of a press release.", "sipro");
  app.require_subcommand(1);
  app.set_version_flag("--version", SIPRO_VERSION);
  int exit_code = kDone;
  add_commands(app, exit_code);
  add_sample(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? kDone : kWrongUsage;
  } catch (const std::bad_alloc&) {
    std::cerr << "sipro: out of memory\n";
    return kFailed;
  } catch (const std::exception& error) {
    std::cerr << "sipro: " << error.what() << '\n';
    return kFailed;
  }
  return exit_code;
}
