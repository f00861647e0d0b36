#include "pipeline/report.hpp"

namespace sipro::pipeline {
namespace {

using workbook::Sheet;
using Row = std::vector<Sheet::Value>;

std::string periods_text(const std::vector<trade::Period>& periods) {
  std::string out;
  for (const auto& period : periods) out += (out.empty() ? "" : ", ") + period.iso();
  return out;
}

std::string mapped_text(const trade::FileReport& file) {
  std::string out;
  for (const auto& [variable, name] : file.mapped) {
    const std::string& own = trade::info(variable).name;
    if (!out.empty()) out += ", ";
    out += own;
    if (name != own) out.append(" = ").append(name);
  }
  return out;
}

Sheet summary_sheet(const trade::Report& report, const Moment& time) {
  Sheet sheet;
  sheet.name = "Ringkasan";
  sheet.title = "Laporan Pemeriksaan Data " + std::string(title_case(report.flow)) + ", " + time.in_words();
  sheet.head = {"Uraian", "Tindakan", "Jumlah", "Nilai (US$)", "Aturan"};
  const auto amount = [&sheet](const char* what, const trade::Amount& of) {
    sheet.rows.push_back({std::string(what), std::string(), of.rows, of.value_usd.value(), std::string()});
  };
  amount("Baris dibaca", report.read);
  amount("Baris dipakai", report.kept);
  amount("Baris ditolak", report.rejected);
  amount("Baris kabupaten/kota lain", report.other_district);
  for (const auto& finding : report.findings) {
    sheet.rows.push_back({std::string(in_words(finding.rule)), std::string(in_words(finding.action)), finding.count,
                          finding.value_usd.value(), std::string(to_string(finding.rule))});
  }
  const trade::Amount& read = report.read;
  const bool rows_agree = read.rows == report.kept.rows + report.rejected.rows + report.other_district.rows;
  trade::ExactSum parts = report.kept.value_usd;
  parts.add(report.rejected.value_usd);
  parts.add(report.other_district.value_usd);
  const bool values_agree = read.value_usd.compare(parts) == 0;
  sheet.notes.emplace_back(rows_agree && values_agree
                               ? "Cocok: baris dan nilai yang dibaca = dipakai + ditolak + kabupaten/kota lain."
                               : "TIDAK COCOK: baris atau nilai yang dibaca tidak sama dengan jumlah bagiannya.");
  sheet.notes.emplace_back(
      "Jumlah pada aturan name_shared adalah banyaknya nama, pada flow_mismatch banyaknya berkas.");
  return sheet;
}

Sheet files_sheet(const trade::Report& report) {
  Sheet sheet;
  sheet.name = "Berkas";
  sheet.head = {"Berkas",
                "SHA-256",
                "Baris dibaca",
                "Baris dipakai",
                "Baris ditolak",
                "Baris kab/kota lain",
                "Nilai dibaca (US$)",
                "Nilai dipakai (US$)",
                "Periode",
                "Variabel yang dikenali"};
  for (const auto& file : report.files) {
    sheet.rows.push_back({file.name, file.sha256, file.read.rows, file.kept.rows, file.rejected.rows,
                          file.other_district.rows, file.read.value_usd.value(), file.kept.value_usd.value(),
                          periods_text(file.periods), mapped_text(file)});
  }
  return sheet;
}

Sheet findings_sheet(const trade::Report& report) {
  Sheet sheet;
  sheet.name = "Temuan";
  sheet.head = {"Berkas", "Kasus", "Variabel", "Isi", "Aturan", "Tindakan", "Keterangan"};
  for (const auto& finding : report.findings) {
    for (const auto& item : finding.items) {
      Row& row = sheet.rows.emplace_back();
      row.reserve(sheet.head.size());
      row.emplace_back(report.files[item.file].name);
      row.emplace_back();
      if (item.case_number != 0) row.back().emplace<std::uint64_t>(item.case_number);
      row.emplace_back(item.variable);
      row.emplace_back(item.value);
      for (const std::string_view words : {to_string(finding.rule), in_words(finding.action), in_words(finding.rule)}) {
        row.emplace_back(std::string(words));
      }
    }
    if (finding.count > finding.items.size()) {
      sheet.notes.push_back(std::string(to_string(finding.rule)) + ": " + std::to_string(finding.items.size()) +
                            " dari " + std::to_string(finding.count) + " temuan didaftar.");
    }
  }
  return sheet;
}

}  // namespace

std::vector<Sheet> report_sheets(const trade::Report& report, const Moment& time) {
  return {summary_sheet(report, time), files_sheet(report), findings_sheet(report)};
}

}  // namespace sipro::pipeline
