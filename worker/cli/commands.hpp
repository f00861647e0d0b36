// The subcommands of `sipro`. Each adds its options to the application and, once they are parsed, runs.
#pragma once

#include <CLI/App.hpp>

namespace sipro::cli {

/// The exit codes of the contract.
enum ExitCode { done = 0, failed = 1, wrong_usage = 2, stopped_by_data = 3 };

/// Adds preprocess, olah, inspect and schemas. The chosen one writes its exit code to `exit_code`.
void add_commands(CLI::App& app, int& exit_code);

/// Adds attempt.
void add_attempt(CLI::App& app, int& exit_code);

/// Adds sample.
void add_sample(CLI::App& app, int& exit_code);

}  // namespace sipro::cli
