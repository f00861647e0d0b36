#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <map>
#include <memory>
#include <thread>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/validators.hpp"
#include "pipeline/sample.hpp"

namespace sipro::cli {
namespace {

using formats::SavCompression;
using pipeline::SampleLayout;
using pipeline::SampleVariables;

const std::map<std::string, SampleLayout> kLayouts = {
    {"usual", SampleLayout::usual}, {"monthly", SampleLayout::monthly}, {"single", SampleLayout::single}};
const std::map<std::string, SavCompression> kCompressions = {
    {"none", SavCompression::none}, {"rows", SavCompression::rows}, {"zlib", SavCompression::zlib}};
const std::map<std::string, SampleVariables> kColumns = {{"all", SampleVariables::all},
                                                         {"tables", SampleVariables::tables}};

struct SampleOptions {
  pipeline::SampleRequest request;
  std::string from = "2023-01";
  std::string to = "2025-05";
  std::string out;
  std::string layout = "usual";
  std::string compression = "rows";
  std::string columns = "all";
};

/// "2023-01"; an invalid text gives month 0.
trade::Period parse_period(const std::string& text) {
  trade::Period period;
  const std::size_t dash = text.find('-');
  if (dash != 4 || text.size() != 7) return period;
  std::from_chars(text.data(), text.data() + dash, period.year);
  std::from_chars(text.data() + dash + 1, text.data() + text.size(), period.month);
  return period;
}

int run_sample(SampleOptions& options) {
  options.request.from = parse_period(options.from);
  options.request.to = parse_period(options.to);
  options.request.out = options.out;
  options.request.layout = kLayouts.at(options.layout);
  options.request.compression = kCompressions.at(options.compression);
  options.request.variables = kColumns.at(options.columns);
  const auto made = pipeline::make_sample(options.request);
  if (!made) {
    std::cerr << "sipro: " << made.error().context << '\n';
    return made.error().code == Errc::wrong_usage ? kWrongUsage : kFailed;
  }
  for (const auto& file : made->files) {
    std::cout << options.out << '/' << file.path << ": " << indonesian_count(file.rows) << " baris";
    if (file.year) std::cout << ", tahun " << *file.year;
    std::cout << '\n';
  }
  return kDone;
}

}  // namespace

void add_sample(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<SampleOptions>();
  options->request.threads = std::max(1U, std::thread::hardware_concurrency());
  auto* command = app.add_subcommand("sample", "Make synthetic microdata of both flows");
  command->add_option("--seed", options->request.seed, "Equal seeds give equal bytes");
  command->add_option("--rows", options->request.rows, "Rows of each flow")->transform(decimal(1, 100'000'000));
  command->add_option("--from", options->from, "First month, like 2023-01");
  command->add_option("--to", options->to, "Last month, like 2025-05");
  command->add_option("--out", options->out, "Folder; created where it is missing")->required();
  command->add_option("--layout", options->layout, "usual (as the province delivers), monthly or single")
      ->check(CLI::IsMember(&kLayouts));
  command->add_option("--files", options->request.files, "Number of files of layout single")
      ->transform(decimal(1, 1000));
  command->add_option("--dirt", options->request.dirt_percent, "Percent of rows with dirt of every kind")
      ->check(CLI::Range(0.0, 100.0));
  command->add_option("--compression", options->compression, "none, rows or zlib")
      ->check(CLI::IsMember(&kCompressions));
  command->add_option("--columns", options->columns, "all 17, or those that the tables need")
      ->check(CLI::IsMember(&kColumns));
  command->add_option("--threads", options->request.threads, "Files written at once")->transform(decimal(1, 256));
  command->callback([options, &exit_code] { exit_code = run_sample(*options); });
}

}  // namespace sipro::cli
