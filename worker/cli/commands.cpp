#include "cli/commands.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <thread>

#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/validators.hpp"
#include "pipeline/inspect.hpp"
#include "pipeline/olah.hpp"
#include "pipeline/preprocess.hpp"
#include "trade/table_spec.hpp"

namespace sipro::cli {
namespace {

using pipeline::OlahSet;
using trade::Flow;
using trade::Gaps;
using trade::Overlap;

const std::map<std::string, Flow> kFlows = {{"ekspor", Flow::ekspor}, {"impor", Flow::impor}};
const std::map<std::string, Overlap> kOverlaps = {
    {"stop", Overlap::stop}, {"latest", Overlap::latest}, {"keep", Overlap::keep}};
const std::map<std::string, Gaps> kGaps = {{"absent", Gaps::absent}, {"zero", Gaps::zero}};

/// What the command line gives to a subcommand; each uses its part.
struct Options {
  std::vector<std::string> files;
  std::vector<std::string> years;
  std::vector<std::string> names;
  std::string time;
  std::string out;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  bool accept_flow = false;
  std::string flow;
  std::string overlap = "stop";
  std::string district;
  std::string hs_master;
  int year = 0;
  int month = 0;
  std::string office = "Kabupaten Karimun";
  std::string gaps = "absent";
};

int fail(const Error& error) {
  std::cerr << "sipro: " << error.context << '\n';
  return error.code == Errc::wrong_usage ? kWrongUsage : kFailed;
}

int stopped(const std::vector<trade::Stop>& stops) {
  for (const auto& stop : stops) std::cerr << to_string(stop.rule) << ": " << stop.message << '\n';
  return kStopped;
}

void add_shared(CLI::App& command, Options& options) {
  command.add_option("--name", options.names, "FILE=NAME: the name that reports show for a file")
      ->allow_extra_args(false);
  command.add_option("--threads", options.threads, "Threads to use (default: all cores)")->transform(decimal(1, 256));
  // An empty time is a script's unset variable, not the wish for now.
  command.add_option("--time", options.time, "The job's time, like 2025-06-20T10:46:00+07:00 (default: now)")
      ->check([](const std::string& text) { return text.empty() ? std::string("an empty time") : std::string(); });
}

void add_result(CLI::App& command, Options& options) {
  add_shared(command, options);
  command.add_option("--out", options.out, "Folder of the results; created where it is missing")->required();
  command.add_flag("--accept-flow", options.accept_flow, "Go on where a file says the other flow");
}

int run_preprocess(const Options& options) {
  auto files = input_files(options.files, options.years, options.names);
  if (!files) return fail(files.error());
  auto time = job_time(options.time);
  if (!time) return fail(time.error());
  pipeline::PreprocessRequest request;
  request.flow = kFlows.at(options.flow);
  request.files = std::move(*files);
  request.overlap = kOverlaps.at(options.overlap);
  request.district = options.district;
  if (!options.hs_master.empty()) request.hs_master = options.hs_master;
  request.accept_flow = options.accept_flow;
  request.time = *time;
  request.out = options.out;
  request.threads = options.threads;
  const auto outcome = pipeline::preprocess(request);
  if (!outcome) return fail(outcome.error());
  if (const auto* stops = std::get_if<std::vector<trade::Stop>>(&*outcome)) return stopped(*stops);
  const auto& report = std::get<trade::Report>(*outcome);
  std::cout << pipeline::clean_file_name(report.flow) << ": " << indonesian_count(report.kept.rows) << " dari "
            << indonesian_count(report.read.rows) << " baris dipakai, " << indonesian_count(report.rejected.rows)
            << " ditolak, " << indonesian_count(report.other_district.rows) << " milik kabupaten/kota lain\n";
  for (const auto& finding : report.findings) {
    std::cout << "  " << to_string(finding.rule) << ": " << indonesian_count(finding.count) << " "
              << in_words(finding.action) << '\n';
  }
  return kDone;
}

int run_olah(const Options& options, OlahSet set) {
  const auto files = input_files(options.files, {}, options.names);
  if (!files) return fail(files.error());
  const auto time = job_time(options.time);
  if (!time) return fail(time.error());
  pipeline::OlahRequest request;
  request.set = set;
  if (set != OlahSet::impor) request.ekspor = files->front();
  if (set != OlahSet::ekspor) request.impor = files->back();
  request.period = {options.year, options.month};
  request.office = options.office;
  request.gaps = kGaps.at(options.gaps);
  request.accept_flow = options.accept_flow;
  request.time = *time;
  request.out = options.out;
  request.threads = options.threads;
  const auto outcome = pipeline::olah(request);
  if (!outcome) return fail(outcome.error());
  if (const auto* stops = std::get_if<std::vector<trade::Stop>>(&*outcome)) return stopped(*stops);
  std::cout << std::get<std::vector<trade::Table>>(*outcome).size() << " tabel ditulis ke " << options.out << '\n';
  return kDone;
}

int run_inspect(const Options& options) {
  const auto files = input_files(options.files, {}, options.names);
  if (!files) return fail(files.error());
  const auto time = job_time(options.time);
  if (!time) return fail(time.error());
  const int last_year = static_cast<int>(time->date().year()) + 1;
  for (const auto& file : *files) std::cout << pipeline::inspect(file, last_year, options.threads) << '\n';
  return kDone;
}

void add_preprocess(CLI::App& app, const std::shared_ptr<Options>& options, int& exit_code) {
  auto* command = app.add_subcommand("preprocess", "Merge and clean the files of one flow");
  command->add_option("--flow", options->flow, "ekspor or impor")->required()->check(CLI::IsMember(&kFlows));
  command->add_option("--year", options->years, "FILE=YYYY: the year of a file without TAHUN")->allow_extra_args(false);
  command
      ->add_option("--overlap", options->overlap, "A month in two files: stop, latest (the last file's) or keep (both)")
      ->check(CLI::IsMember(&kOverlaps));
  command->add_option("--district", options->district, "KABKOT of the district; rows of others are set aside")
      ->check(not_shown_well);
  command->add_option("--hs-master", options->hs_master, "CSV of the valid 8-digit HS codes");
  add_result(*command, *options);
  command->add_option("FILE", options->files, ".sav, .zsav, .por or .dta files of the flow")->required();
  command->callback([options, &exit_code] { exit_code = run_preprocess(*options); });
}

void add_olah(CLI::App& app, const std::shared_ptr<Options>& options, int& exit_code) {
  auto* olah = app.add_subcommand("olah", "Make the tables of a month from clean files");
  olah->require_subcommand(1);
  struct Set {
    const char* name;
    const char* what;
    OlahSet set;
    int files;
  };
  for (const Set& set : {Set{"ekspor", "The 15 export tables", OlahSet::ekspor, 1},
                         Set{"impor", "The 15 import tables", OlahSet::impor, 1},
                         Set{"neraca", "The 3 balance tables", OlahSet::neraca, 2},
                         Set{"semua", "All 33 tables and the whole package", OlahSet::semua, 2}}) {
    auto* command = olah->add_subcommand(set.name, set.what);
    command->add_option("--year", options->year, "Year of analysis")->required()->transform(decimal(2000, 2100));
    command->add_option("--month", options->month, "Month of analysis, 1 to 12")->required()->transform(decimal(1, 12));
    command->add_option("--office", options->office, "Name of the district as titles and the source line show it")
        ->check(not_shown_well);
    if (set.files == 2) {
      command->add_option("--gaps", options->gaps, "Months that one flow lacks: absent or zero")
          ->check(CLI::IsMember(&kGaps));
    }
    add_result(*command, *options);
    command->add_option("FILE", options->files, set.files == 2 ? "Export file, import file" : "Clean file")
        ->required()
        ->expected(set.files);
    command->callback([options, &exit_code, which = set.set] { exit_code = run_olah(*options, which); });
  }
}

void add_inspect(CLI::App& app, const std::shared_ptr<Options>& options, int& exit_code) {
  auto* command = app.add_subcommand("inspect", "Tell what files hold: one JSON object a line");
  add_shared(*command, *options);
  command->add_option("FILE", options->files, "Statistics files")->required();
  command->callback([options, &exit_code] { exit_code = run_inspect(*options); });
}

/// Reads all embedded definitions; a malformed one throws, with its file and key, to main().
int check_schemas() {
  for (const auto& spec : trade::table_specs()) std::cout << spec.id << "  " << spec.title << "\n     " << spec.shows << '\n';
  std::cout << trade::table_specs().size() << " tables and " << trade::variables().size() << " variables are well-formed\n";
  return kDone;
}

void add_schemas(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("schemas", "The definitions of tables and variables in this program");
  command->require_subcommand(1);
  command->add_subcommand("check", "Read all of them and list the tables")->callback([&exit_code] { exit_code = check_schemas(); });
}

}  // namespace

void add_commands(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  add_preprocess(app, options, exit_code);
  add_olah(app, options, exit_code);
  add_inspect(app, options, exit_code);
  add_schemas(app, exit_code);
}

}  // namespace sipro::cli
