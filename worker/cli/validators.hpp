// Checks of single options that CLI11 lacks.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace sipro::cli {

/// A decimal whole number: CLI11 2.1 itself takes 010 for eight and refuses 08.
CLI::Validator decimal(int low, int high);

/// Empty where `text`, which reports and tables show, is not blank and UTF-8; else what is wrong with it.
std::string not_shown_well(const std::string& text);

}  // namespace sipro::cli
