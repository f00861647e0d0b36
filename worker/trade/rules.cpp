#include "trade/rules.hpp"

namespace sipro::trade {
namespace {

struct RuleWords {
  std::string_view name;
  std::string_view words;
};

constexpr std::array<RuleWords, kRuleCount> kRules = {{
    {"flow_mismatch", "berkas menyebut arus yang lain; diterima atas pilihan pengguna"},
    {"other_district", "KABKOT menyebut kabupaten/kota lain"},
    {"month_invalid", "BULAN bukan 1 sampai 12"},
    {"year_invalid", "TAHUN bukan 2000 sampai tahun depan"},
    {"period_overlap", "bulan yang sama ada di lebih dari satu berkas; diselesaikan atas pilihan pengguna"},
    {"value_invalid", "NILAI kosong, negatif, atau bukan angka"},
    {"kind_unknown", "JENIS bukan MIGAS dan bukan NON MIGAS"},
    {"hs_invalid", "HS bukan 7 sampai 10 angka; golongan barang dari HSDUA, ditolak bila itu pun tidak ada"},
    {"hs_padded", "HS 7 angka: angka nol di depan dikembalikan"},
    {"hs_cut", "HS 9 atau 10 angka: dipotong menjadi 8 angka"},
    {"chapter_mismatch", "HSDUA bukan dua angka pertama HS; HS yang dipakai"},
    {"weight_invalid", "BERAT kosong, negatif, atau bukan angka; dihitung 0 dalam volume"},
    {"value_zero", "NILAI nol"},
    {"hs_unknown", "HS tidak ada dalam master HS"},
    {"name_missing", "SEKTOR, negara, atau pelabuhan tanpa nama; diisi TIDAK DIKETAHUI"},
    {"name_variant", "satu kode dengan beberapa nama; nama yang terbanyak yang dipakai"},
    {"name_shared", "dua kode dengan satu nama; tabel menampilkannya sebagai satu baris"},
    {"duplicate_row", "baris yang sama persis dengan baris sebelumnya"},
    {"duplicate_key", "bulan, pelabuhan, HS, negara, dan provinsi asal yang sama dengan baris sebelumnya"},
    {"text_cleaned", "spasi dirapikan atau huruf diubah ke UTF-8"},
}};

}  // namespace

std::string_view to_string(StopRule rule) {
  switch (rule) {
    case StopRule::unreadable_file: return "unreadable_file";
    case StopRule::identical_files: return "identical_files";
    case StopRule::variable_missing: return "variable_missing";
    case StopRule::flow_mismatch: return "flow_mismatch";
    case StopRule::period_overlap: return "period_overlap";
    case StopRule::no_data: return "no_data";
  }
  return "";
}

std::string_view to_string(Rule rule) { return kRules.at(static_cast<std::size_t>(rule)).name; }

std::string_view in_words(Rule rule) { return kRules.at(static_cast<std::size_t>(rule)).words; }

std::string_view to_string(Action action) {
  switch (action) {
    case Action::kept: return "kept";
    case Action::corrected: return "corrected";
    case Action::rejected: return "rejected";
    case Action::set_aside: return "set_aside";
  }
  return "";
}

std::string_view in_words(Action action) {
  switch (action) {
    case Action::kept: return "tetap dipakai";
    case Action::corrected: return "dibetulkan";
    case Action::rejected: return "ditolak";
    case Action::set_aside: return "disisihkan";
  }
  return "";
}

}  // namespace sipro::trade
