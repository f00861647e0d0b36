#include "trade/stops.hpp"

#include <boost/json/array.hpp>

#include "base/moment.hpp"
#include "base/text.hpp"

namespace sipro::trade {
namespace {

namespace json = boost::json;

constexpr std::string_view kCleanLabel = "SIPRO Data Bersih ";

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

json::array names_of(std::span<const std::string> names) {
  json::array out;
  for (const auto& name : names) out.emplace_back(name);
  return out;
}

std::string in_words(const Period& period) {
  return std::string(month_name(static_cast<unsigned>(period.month))) + " " + std::to_string(period.year);
}

/// "Januari 2023 - Mei 2024, Juli 2024": runs of months; a message stays readable whatever the data hold.
/// Precondition: ascending.
std::string in_words(std::span<const Period> periods) {
  constexpr std::size_t kNamed = 12;
  std::vector<std::string> runs;
  for (std::size_t begin = 0; begin < periods.size() && runs.size() <= kNamed;) {
    std::size_t end = begin + 1;
    while (end < periods.size() && periods[end].before() == periods[end - 1]) ++end;
    runs.push_back(in_words(periods[begin]));
    if (end - begin > 1) runs.back().append(" - ").append(in_words(periods[end - 1]));
    begin = end;
  }
  if (runs.size() > kNamed) runs.back() = "dan bulan-bulan lain";
  return join(runs, ", ");
}

}  // namespace

std::string clean_file_label(Flow flow, Period first, Period last) {
  return std::string(kCleanLabel) + std::string(title_case(flow)) + " " + first.iso() + ".." + last.iso();
}

std::optional<Flow> flow_of_label(std::string_view label) {
  if (!label.starts_with(kCleanLabel)) return std::nullopt;
  label.remove_prefix(kCleanLabel.size());
  for (const Flow flow : {Flow::ekspor, Flow::impor}) {
    if (label.starts_with(title_case(flow))) return flow;
  }
  return std::nullopt;
}

Stop unreadable_file_stop(std::span<const UnreadableFile> files) {
  Stop stop{StopRule::unreadable_file, "", {}};
  json::array details;
  std::vector<std::string> lines;
  for (const auto& file : files) {
    lines.push_back(file.name + ": " + file.error.context);
    details.push_back(json::object{{"name", file.name}, {"reason", file.error.context}});
  }
  stop.message = "Berkas tidak dapat dibaca. " + join(lines, " ");
  stop.details["files"] = std::move(details);
  return stop;
}

Stop identical_files_stop(std::span<const std::pair<std::string, std::string>> pairs) {
  Stop stop{StopRule::identical_files, "", {}};
  json::array details;
  std::vector<std::string> lines;
  for (const auto& [first, second] : pairs) {
    lines.push_back(first);
    lines.back().append(" = ").append(second);
    details.push_back(json::array{first, second});
  }
  stop.message = "Ada berkas dengan isi yang sama persis: " + join(lines, "; ") +
                 ". Data akan terhitung dua kali. Buang salah satunya, lalu jalankan lagi.";
  stop.details["files"] = std::move(details);
  return stop;
}

std::vector<std::string> missing_variables(const VariableMap& map, bool year_given) {
  std::vector<std::string> missing;
  const auto need = [&](std::initializer_list<Variable> any_of) {
    for (const Variable variable : any_of) {
      if (map.has(variable)) return;
    }
    for (const Variable variable : any_of) missing.push_back(info(variable).name);
  };
  need({Variable::bulan});
  if (!year_given) need({Variable::tahun});
  need({Variable::berat});
  need({Variable::nilai});
  need({Variable::jenis});
  need({Variable::sektor});
  need({Variable::hs, Variable::hsdua});
  need({Variable::negara, Variable::negara2});
  need({Variable::pelabuhan, Variable::pelabuhan1});
  return missing;
}

Stop variable_missing_stop(std::span<const MissingVariables> files) {
  Stop stop{StopRule::variable_missing, "", {}};
  json::array details;
  std::vector<std::string> lines;
  bool year_only = true;
  for (const auto& file : files) {
    lines.push_back(file.name + ": " + join(file.missing, ", "));
    year_only = year_only && file.missing == std::vector<std::string>{"TAHUN"};
    details.push_back(
        json::object{{"name", file.name}, {"missing", names_of(file.missing)}, {"found", names_of(file.found)}});
  }
  stop.message = "Ada variabel yang tidak ditemukan. " + join(lines, "; ") + ". ";
  stop.message += year_only ? "Berkas itu tidak memuat TAHUN: berikan tahunnya, lalu jalankan lagi."
                            : "Periksa apakah berkasnya benar, atau minta berkas yang lengkap dari BPS Provinsi.";
  stop.details["files"] = std::move(details);
  return stop;
}

Stop flow_mismatch_stop(const std::string& file, Flow says, Flow given) {
  Stop stop{StopRule::flow_mismatch, "", {}};
  stop.message = file + " adalah data " + std::string(to_string(says)) + ", padahal yang diolah data " +
                 std::string(to_string(given)) +
                 ". Pilih berkas yang sesuai, atau terima arusnya bila Anda yakin berkas ini benar.";
  stop.details = {{"file", file}, {"says", to_string(says)}};
  return stop;
}

Stop period_overlap_stop(const OverlappingPeriods& periods) {
  Stop stop{StopRule::period_overlap, "", {}};
  json::array details;
  std::vector<Period> months;
  std::vector<std::string> names;
  for (const auto& [period, files] : periods) {
    months.push_back(period);
    json::array in_files;
    for (const auto& file : files) {
      if (std::find(names.begin(), names.end(), file.name) == names.end()) names.push_back(file.name);
      in_files.push_back(
          json::object{{"name", file.name}, {"rows", file.amount.rows}, {"value_usd", file.amount.value_usd.value()}});
    }
    details.push_back(json::object{{"year", period.year}, {"month", period.month}, {"files", std::move(in_files)}});
  }
  stop.message =
      "Bulan yang sama ada di lebih dari satu berkas: " + in_words(months) + " (" + join(names, ", ") +
      "). Datanya akan terhitung dua kali. Buang salah satu berkas, atau pilih: berkas terakhir yang dipakai, "
      "atau semuanya dipakai.";
  stop.details["periods"] = std::move(details);
  return stop;
}

Stop no_data_stop(const std::string& what, std::span<const Period> periods) {
  Stop stop{StopRule::no_data, what, {}};
  stop.message +=
      periods.empty() ? " Tidak ada bulan dengan data yang sah." : " Bulan yang ada: " + in_words(periods) + ".";
  json::array details;
  for (const auto& period : periods) details.emplace_back(period.iso());
  stop.details["periods"] = std::move(details);
  return stop;
}

}  // namespace sipro::trade
