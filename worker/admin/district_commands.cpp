// sipro-admin district: who works with this installation, and the codes that let them in.
#include <CLI/CLI.hpp>
#include <array>
#include <boost/json.hpp>
#include <iostream>
#include <map>
#include <memory>
#include <optional>

#include "admin/answer.hpp"
#include "admin/commands.hpp"
#include "admin/parts.hpp"
#include "base/moment.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "tenancy/districts.hpp"

namespace sipro::admin {
namespace {

namespace json = boost::json;
using tenancy::District;
using tenancy::Districts;

constexpr std::size_t kLeastCode = 6;
constexpr std::size_t kMostCode = 64;
constexpr std::size_t kGeneratedGroups = 4;
constexpr std::size_t kGroup = 4;
/// No letters or digits that are mistaken for each other when read aloud or copied by hand.
constexpr std::string_view kAlphabet = "abcdefghjkmnpqrstuvwxyz23456789";

const std::map<std::string, int> kZoneHours = {{"WIB", 7}, {"WITA", 8}, {"WIT", 9}};

struct Options {
  std::string id;
  std::string name;
  std::string kabkot;
  std::string zone;
  unsigned cap = 0;
  std::optional<unsigned> jobs_a_day;
  std::optional<unsigned> uploads_days;
  std::optional<unsigned> jobs_months;
  std::optional<std::uint64_t> quota_mib;
  // Not given: as it is. "-": none.
  std::string in_province;
  std::string contact;
  std::string whatsapp;
  std::string historis_url;
  std::string publikasi_url;
  bool shared = false;
  bool not_shared = false;
  bool province = false;
  bool change = false;
  bool login = false;
  bool feature = false;
  bool from_stdin = false;
};

Result<Districts> read_or_none(const storage::JobFiles& files) {
  auto districts = tenancy::read_districts(files.files(), files.layout());
  if (!districts && districts.error().code == Errc::not_found) return Districts();
  return districts;
}

std::string zone_of(const District& district) { return std::string(Moment{{}, district.offset}.zone()); }

json::object as_json(const District& district) {
  return {{"id", district.id},
          {"name", district.name},
          {"kabkot", district.kabkot},
          {"role", district.role == tenancy::Role::province ? "province" : "district"},
          {"zone", zone_of(district)},
          {"cap", district.cap},
          {"jobs_a_day", district.jobs_a_day},
          {"quota_bytes", district.quota_bytes},
          {"uploads_days", district.keeping.uploads_days},
          {"jobs_months", district.keeping.jobs_months},
          {"province", district.province},
          {"shared", district.shared},
          {"contact_name", district.contact_name},
          {"contact_whatsapp", district.contact_whatsapp},
          {"historis_url", district.historis_url},
          {"publikasi_url", district.publikasi_url},
          {"login_code", !district.login_hash.empty()},
          {"feature_code", !district.feature_hash.empty()}};
}

District* find(Districts& districts, const std::string& id) {
  for (auto& district : districts.districts) {
    if (district.id == id) return &district;
  }
  return nullptr;
}

void set_text(const std::string& option, std::string& setting) {
  if (!option.empty()) setting = option == "-" ? std::string() : option;
}

/// What a province sees, whom officers turn to, where files lie elsewhere, limits. Whether it fits together is found
/// when the file is written.
Result<void> apply_more(const Options& options, District& district) {
  set_text(options.in_province, district.province);
  if (options.shared && options.not_shared) return Error{Errc::wrong_usage, "give either --shared or --not-shared"};
  if (options.shared || options.not_shared) district.shared = options.shared;
  set_text(options.contact, district.contact_name);
  set_text(options.whatsapp, district.contact_whatsapp);
  set_text(options.historis_url, district.historis_url);
  set_text(options.publikasi_url, district.publikasi_url);
  if (!district.contact_whatsapp.empty() && !tenancy::is_whatsapp_number(district.contact_whatsapp)) {
    return Error{Errc::wrong_usage, "--whatsapp must be 8 to 15 digits with the country's code, such as 6281234567890"};
  }
  for (const std::string* url : {&district.historis_url, &district.publikasi_url}) {
    if (!url->empty() && !tenancy::is_https_url(*url)) {
      return Error{Errc::wrong_usage, "a link must begin with https:// and hold no blanks: " + *url};
    }
  }
  if (options.jobs_a_day) district.jobs_a_day = *options.jobs_a_day;
  if (options.uploads_days) district.uploads_days = *options.uploads_days;
  if (options.jobs_months) district.jobs_months = *options.jobs_months;
  if (options.quota_mib) district.quota_bytes = *options.quota_mib << 20U;
  return {};
}

/// The options that were given, into the district.
Result<void> apply(const Options& options, District& district) {
  if (!options.name.empty()) district.name = options.name;
  if (!options.kabkot.empty()) district.kabkot = upper(options.kabkot);
  if (options.province) {
    district.role = tenancy::Role::province;
    district.kabkot.clear();
  }
  if (!options.zone.empty()) district.offset = std::chrono::hours(kZoneHours.at(options.zone));
  if (options.cap > 0) district.cap = options.cap;
  if (auto applied = apply_more(options, district); !applied) return applied;
  if (district.name.empty()) {
    return Error{Errc::wrong_usage, "--name is missing: the office as titles of tables show it, \"Kabupaten Karimun\""};
  }
  if (district.kabkot.empty() && district.role == tenancy::Role::district) {
    return Error{Errc::wrong_usage,
                 "--kabkot is missing: the district as the variable KABKOT names it, \"KARIMUN\" (a province is given "
                 "--province instead)"};
  }
  return {};
}

int add(const Settings& settings, const Options& options) {
  Parts parts(settings);
  const auto files = parts.files();
  if (!files) return fail(settings, files.error());
  if (!storage::is_district_id(options.id)) {
    return fail(settings, {Errc::wrong_usage, "ID must be 1 to 16 of a-z, 0-9 and -, such as 2101"});
  }
  auto districts = read_or_none(**files);
  if (!districts) return fail(settings, districts.error());
  District* there = find(*districts, options.id);
  if (there != nullptr && !options.change) {
    return fail(settings,
                {Errc::already_exists, "district " + options.id + " is there already; give --change to change it"});
  }
  if (there == nullptr && options.change) {
    return fail(settings, {Errc::not_found, "there is no district " + options.id});
  }
  District district = there != nullptr ? *there : District();
  district.id = options.id;
  if (auto applied = apply(options, district); !applied) return fail(settings, applied.error());
  if (there != nullptr) {
    *there = district;
  } else {
    districts->districts.push_back(district);
  }
  auto written = tenancy::write_districts((*files)->files(), (*files)->layout(), *districts);
  if (!written) return fail(settings, written.error());
  std::string text = "District " + district.id + " (" + district.name + ") is " +
                     (options.change ? "changed" : "added") + ". Gateways see it within 5 seconds.\n";
  if (district.login_hash.empty()) {
    text += "Nobody can log in yet: sipro-admin district code " + district.id + " --login\n";
  }
  answer(settings, {{"district", as_json(district)}}, text);
  return ExitCode::done;
}

std::string generate_code() {
  std::string code;
  while (code.size() < kGeneratedGroups * (kGroup + 1) - 1) {
    if (code.size() % (kGroup + 1) == kGroup) code += '-';
    // Refused above the last whole multiple, so that every letter is as likely as another.
    const std::uint64_t random = random_u64();
    if (random >= UINT64_MAX - UINT64_MAX % kAlphabet.size()) continue;
    code += kAlphabet[random % kAlphabet.size()];
  }
  return code;
}

Result<std::string> read_code() {
  std::string code;
  std::getline(std::cin, code);
  if (code.ends_with('\r')) code.pop_back();
  const std::size_t length = code_points(code);
  if (!is_utf8(code) || length < kLeastCode || length > kMostCode || code != collapse_blanks(code)) {
    return Error{Errc::wrong_usage, "the code on stdin must be one line of 6 to 64 characters, no blanks at its ends"};
  }
  return code;
}

int set_code(const Settings& settings, const Options& options) {
  if (options.login == options.feature) {
    return fail(settings, {Errc::wrong_usage, "give either --login or --feature"});
  }
  Parts parts(settings);
  const auto files = parts.files();
  if (!files) return fail(settings, files.error());
  auto districts = read_or_none(**files);
  if (!districts) return fail(settings, districts.error());
  District* district = find(*districts, options.id);
  if (district == nullptr) return fail(settings, {Errc::not_found, "there is no district " + options.id});
  const auto code = options.from_stdin ? read_code() : Result<std::string>(generate_code());
  if (!code) return fail(settings, code.error());
  (options.login ? district->login_hash : district->feature_hash) = tenancy::hash_code(*code);
  auto written = tenancy::write_districts((*files)->files(), (*files)->layout(), *districts);
  if (!written) return fail(settings, written.error());
  const std::string which = options.login ? "login" : "feature";
  json::object object{{"district", options.id}, {"which", which}};
  std::string text = "The " + which + " code of district " + options.id + " is changed; the old one no longer works.\n";
  if (!options.from_stdin) {
    object["code"] = *code;
    text += "The new code, shown this once: " + *code + "\n";
  }
  answer(settings, object, text);
  return ExitCode::done;
}

/// Shows how long data are kept, and changes what holds where a district has no time of its own.
int keeping(const Settings& settings, const Options& options) {
  Parts parts(settings);
  const auto files = parts.files();
  if (!files) return fail(settings, files.error());
  auto districts = read_or_none(**files);
  if (!districts) return fail(settings, districts.error());
  if (options.uploads_days || options.jobs_months) {
    districts->uploads_days = options.uploads_days.value_or(districts->uploads_days);
    districts->jobs_months = options.jobs_months.value_or(districts->jobs_months);
    auto written = tenancy::write_districts((*files)->files(), (*files)->layout(), *districts);
    if (written) districts = read_or_none(**files);
    if (!written || !districts) return fail(settings, written ? districts.error() : written.error());
  }
  Table table({"DISTRICT", "UPLOADS, DAYS", "JOBS, MONTHS"});
  json::array array;
  const auto add = [&](const std::string& id, const tenancy::Keeping& kept) {
    table.add({id, std::to_string(kept.uploads_days), std::to_string(kept.jobs_months)});
    array.push_back({{"district", id}, {"uploads_days", kept.uploads_days}, {"jobs_months", kept.jobs_months}});
  };
  add("-", districts->keeping());
  for (const auto& district : districts->districts) add(district.id, district.keeping);
  answer(settings, {{"keeping", array}}, table.text() + "-: of every district that has no time of its own.\n");
  return ExitCode::done;
}

int list(const Settings& settings) {
  Parts parts(settings);
  const auto files = parts.files();
  if (!files) return fail(settings, files.error());
  const auto districts = read_or_none(**files);
  if (!districts) return fail(settings, districts.error());
  Table table({"ID", "NAME", "KABKOT", "ROLE", "PROVINCE", "SHARED", "ZONE", "AT ONCE", "LOGIN CODE", "FEATURE CODE"});
  json::array array;
  for (const auto& district : districts->districts) {
    const bool province = district.role == tenancy::Role::province;
    table.add({district.id, district.name, province ? "-" : district.kabkot, province ? "province" : "district",
               district.province.empty() ? "-" : district.province, district.shared ? "yes" : "no", zone_of(district),
               std::to_string(district.cap), district.login_hash.empty() ? "none" : "set",
               district.feature_hash.empty() ? "none" : "set"});
    array.push_back(as_json(district));
  }
  answer(settings, {{"districts", array}},
         table.empty() ? "No district yet: sipro-admin district add ID --name NAME --kabkot KABKOT\n" : table.text());
  return ExitCode::done;
}

void add_keeping_options(CLI::App& command, Options& options) {
  command
      .add_option("--uploads-days", options.uploads_days,
                  "Uploads are kept so long after their last change; 0: as elsewhere")
      ->check(CLI::Range(0U, tenancy::kMaxUploadsDays));
  command
      .add_option("--jobs-months", options.jobs_months,
                  "Jobs, their clean data and results are kept so long after their end; 0: as elsewhere")
      ->check(CLI::Range(0U, tenancy::kMaxJobsMonths));
}

void add_add(CLI::App& district, const Settings& settings, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = district.add_subcommand("add", "Adds a district, or changes one");
  command->add_option("ID", options->id, "Its id, such as 2101")->required();
  command->add_option("--name", options->name, "The office, as titles of tables show it");
  command->add_option("--kabkot", options->kabkot, "The district as the variable KABKOT names it");
  command->add_flag("--province", options->province, "A province: rows of no district are set aside");
  command->add_option("--zone", options->zone, "WIB (default), WITA or WIT")
      ->check(CLI::IsMember({"WIB", "WITA", "WIT"}));
  command->add_option("--cap", options->cap, "Jobs that may run at once (default 2)")->check(CLI::Range(1, 1000));
  command->add_option("--in-province", options->in_province, "Id of the province that sees its state; -: none");
  command->add_flag("--shared", options->shared, "The province may download its results and libraries");
  command->add_flag("--not-shared", options->not_shared, "It may not (default)");
  command->add_option("--contact", options->contact, "Contact Person: the team lead's name; -: none");
  command->add_option("--whatsapp", options->whatsapp, "The team lead's number, 6281234567890; -: none");
  command->add_option("--historis-url", options->historis_url,
                      "https link where Data Historis lies elsewhere; -: none");
  command->add_option("--publikasi-url", options->publikasi_url, "Likewise of Publikasi; -: none");
  command->add_option("--jobs-a-day", options->jobs_a_day, "New jobs in a day; 0: as the gateway is set")
      ->check(CLI::Range(0U, 1'000'000U));
  command->add_option("--quota-mib", options->quota_mib, "Of uploads and libraries; 0: as the gateway is set")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1} << 30U));
  add_keeping_options(*command, *options);
  command->add_flag("--change", options->change, "The district exists: only what is given is changed");
  command->callback([&settings, &exit_code, options] { exit_code = add(settings, *options); });
}

}  // namespace

void add_district(CLI::App& app, const Settings& settings, int& exit_code) {
  CLI::App* district = app.add_subcommand("district", "The districts of this installation and their codes");
  district->require_subcommand(1);
  district->fallthrough();
  add_add(*district, settings, exit_code);
  const auto options = std::make_shared<Options>();
  CLI::App* code = district->add_subcommand("code", "Sets a code: a new one, shown once, or the one on stdin");
  code->add_option("ID", options->id, "The district")->required();
  code->add_flag("--login", options->login, "The code for everything");
  code->add_flag("--feature", options->feature, "The code for Data Historis, Publikasi and Lihat Saran");
  code->add_flag("--from-stdin", options->from_stdin, "Take the first line of stdin; never on the command line");
  code->callback([&settings, &exit_code, options] { exit_code = set_code(settings, *options); });
  const auto times = std::make_shared<Options>();
  CLI::App* kept =
      district->add_subcommand("keeping", "How long data are kept; with options: changes it for all districts");
  add_keeping_options(*kept, *times);
  kept->callback([&settings, &exit_code, times] { exit_code = keeping(settings, *times); });
  CLI::App* all = district->add_subcommand("list", "All districts");
  all->callback([&settings, &exit_code] { exit_code = list(settings); });
}

}  // namespace sipro::admin
