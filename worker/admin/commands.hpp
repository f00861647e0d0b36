// The subcommands. Each adds its options to the application and, once they are parsed, runs and sets `exit_code`.
// All references outlive the parsing.
#pragma once

#include <CLI/App.hpp>

#include "admin/settings.hpp"

namespace sipro::admin {

/// district add, code, list
void add_district(CLI::App& app, const Settings& settings, int& exit_code);
/// hs import
void add_hs(CLI::App& app, const Settings& settings, int& exit_code);
/// queue list, show, cancel, replay, pause, resume, audit, upgrade
void add_queue(CLI::App& app, const Settings& settings, int& exit_code);
/// recover, retention
void add_upkeep(CLI::App& app, const Settings& settings, int& exit_code);
/// doctor
void add_doctor(CLI::App& app, const Settings& settings, int& exit_code);

}  // namespace sipro::admin
