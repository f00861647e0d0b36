#include <CLI/CLI.hpp>

#include "child/attempt.hpp"
#include "cli/commands.hpp"

namespace sipro::cli {

void add_attempt(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "attempt",
      "Used by sipro-worker: runs one attempt of a job, caged in the current folder, as a line on stdin says");
  command->callback([&exit_code] { exit_code = child::run_attempt(child::pipeline_work()); });
}

}  // namespace sipro::cli
