// The words of the tables: periods in column labels, headings, and the notes below a table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trade/monthly_series.hpp"
#include "trade/period.hpp"
#include "trade/table_spec.hpp"
#include "trade/tables.hpp"

namespace sipro::trade {

/// "Apr 2025".
std::string month_label(Period period);

/// "Jan - Apr 2025"; "Jan 2025" for January.
std::string cumulative_label(Period period);

/// A heading of the definition with its {period} or {year} filled in.
std::string with_time(std::string heading, std::string_view time);

/// A heading of the definition without its time: "Nilai Ekspor" of "Nilai Ekspor {period}".
std::string without_time(const std::string& heading);

/// "Tabel 9. Nilai Ekspor Negara Tujuan Utama (Singapura) HS2 Digit, Kabupaten Karimun, April 2025 (Juta US$)";
/// `country` is empty but for tables of the country of note.
std::string table_heading(const TableSpec& spec, const TableRequest& request, const std::string& country);

/// "juta US$" or "ribu ton".
std::string unit_of(Measure measure);

/// One note a year that lacks months of January to `last_month`: "Data bulan Feb, Mar 2024 tidak ada."; a year without
/// any data is named as a year: "Data tahun 2023 tidak ada.".
std::vector<std::string> missing_month_notes(const MonthlySeries& flow, const std::vector<int>& years, int last_month);

/// "Data impor bulan Mar 2025 tidak ada." for the balance tables, which name the flow; with Gaps::zero the note says
/// that the months count 0. Empty where no month is missing.
std::string missing_balance_note(Flow flow, const MonthlySeries& series, int year, int last_month, Gaps gaps);

/// "Sumber: BPS Kabupaten Karimun (data diolah), diakses pada 20 Juni 2025 pukul 10.46 WIB".
std::string source_note(const TableRequest& request);

}  // namespace sipro::trade
