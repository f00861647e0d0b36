// The report of a run in its two forms: laporan.json for programs, the workbook for the officer.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "trade/cleaning.hpp"
#include "workbook/sheets.hpp"

namespace sipro::pipeline {

inline constexpr const char* kReportJson = "laporan.json";
inline constexpr const char* kReportWorkbook = "Laporan Pemeriksaan.xlsx";

/// laporan.json of a finished run.
std::string report_json(const trade::Report& report);

/// laporan.json of a stopped run: the first stop and the others. Precondition: at least one.
std::string stops_json(const std::vector<trade::Stop>& stops);

/// Writes laporan.json of a stopped run, and nothing else, into `out`. Errors: write_failed, storage_full.
Result<void> write_stops(const std::filesystem::path& out, const std::vector<trade::Stop>& stops);

/// Ringkasan, Berkas, Temuan.
std::vector<workbook::Sheet> report_sheets(const trade::Report& report, const Moment& time);

}  // namespace sipro::pipeline
