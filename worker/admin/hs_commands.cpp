// sipro-admin hs: the list of valid HS codes that preprocessing checks against and the page shows.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "admin/answer.hpp"
#include "admin/commands.hpp"
#include "admin/figures.hpp"
#include "admin/parts.hpp"
#include "base/moment.hpp"
#include "base/sha256.hpp"
#include "tenancy/hs_in_use.hpp"
#include "tenancy/hs_table.hpp"

namespace sipro::admin {
namespace {

namespace json = boost::json;

constexpr std::uintmax_t kMaxBytes = 64U << 20U;
constexpr std::size_t kToldCodes = 10;

struct Options {
  std::string csv;
  bool dry_run = false;
};

Result<std::string> read_file(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) return Error{Errc::wrong_usage, path + ": can't be read"};
  if (size > kMaxBytes) return Error{Errc::wrong_usage, path + ": larger than 64 MB; is it the HS master?"};
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  return bytes;
}

/// The master in use; empty where there is none.
Result<tenancy::HsTable> table_in_use(const storage::JobFiles& files, const tenancy::HsInUse& in_use) {
  if (in_use.path.empty()) return tenancy::HsTable();
  const auto bytes = files.files().read(files.layout().root() / in_use.path, kMaxBytes);
  if (!bytes) return bytes.error();
  auto table = tenancy::parse_hs(*bytes);
  if (!table) return Error{Errc::fact_damaged, in_use.path + ": " + table.error().context};
  return table;
}

Result<void> write(const storage::JobFiles& files, const std::string& csv, tenancy::HsInUse& in_use) {
  const auto& layout = files.layout();
  if (auto made = files.files().make_folders(layout.config() / "hs"); !made) return made;
  auto written = files.files().write_new(layout.root() / in_use.path, csv);
  if (!written && written.error().code != Errc::already_exists) return written;
  in_use.imported_at = moment_now().iso8601();
  return tenancy::write_hs_in_use(files.files(), layout, in_use);
}

json::array first_of(const std::vector<std::string>& codes) {
  json::array array;
  for (std::size_t i = 0; i < codes.size() && i < kToldCodes; ++i) array.push_back(json::string(codes[i]));
  return array;
}

std::string line_of(const std::string& what, const std::vector<std::string>& codes) {
  std::string text = "  " + what + std::to_string(codes.size());
  for (std::size_t i = 0; i < codes.size() && i < kToldCodes; ++i) text += (i == 0 ? ": " : ", ") + codes[i];
  return text + (codes.size() > kToldCodes ? ", ...\n" : "\n");
}

void tell(const Settings& settings, const Options& options, const tenancy::HsInUse& in_use,
          const tenancy::HsChanges& changes, bool is_same) {
  json::object object{{"codes", in_use.codes},
                      {"path", in_use.path},
                      {"dry_run", options.dry_run},
                      {"in_use_already", is_same},
                      {"added", changes.added.size()},
                      {"changed", changes.changed.size()},
                      {"removed", changes.removed.size()},
                      {"examples",
                       {{"added", first_of(changes.added)},
                        {"changed", first_of(changes.changed)},
                        {"removed", first_of(changes.removed)}}}};
  std::string text = options.csv + ": " + count_of(in_use.codes, "code") + "\n";
  text += line_of("added    ", changes.added) + line_of("changed  ", changes.changed) +
          line_of("removed  ", changes.removed);
  if (is_same) {
    text += "It is the master in use already; nothing was written.\n";
  } else if (options.dry_run) {
    text += "A dry run: nothing was written.\n";
  } else {
    text += "New jobs use it from now on: " + in_use.path + "\n";
  }
  answer(settings, object, text);
}

int import(const Settings& settings, const Options& options) {
  Parts parts(settings);
  const auto files = parts.files();
  if (!files) return fail(settings, files.error());
  const auto bytes = read_file(options.csv);
  if (!bytes) return fail(settings, bytes.error());
  const auto table = tenancy::parse_hs(*bytes);
  if (!table) return fail(settings, {table.error().code, options.csv + ": " + table.error().context});
  const auto before = tenancy::read_hs_in_use((*files)->files(), (*files)->layout());
  if (!before) return fail(settings, before.error());
  const auto old = table_in_use(**files, *before);
  if (!old) return fail(settings, old.error());

  const std::string csv = tenancy::to_csv(*table);
  tenancy::HsInUse in_use;
  in_use.path = "config/hs/" + sha256_of(csv) + ".csv";
  in_use.codes = table->size();
  in_use.source = std::filesystem::path(options.csv).filename().string();
  const bool is_same = in_use.path == before->path;
  if (!options.dry_run && !is_same) {
    if (auto written = write(**files, csv, in_use); !written) return fail(settings, written.error());
  }
  tell(settings, options, in_use, compare(*old, *table), is_same);
  return ExitCode::done;
}

}  // namespace

void add_hs(CLI::App& app, const Settings& settings, int& exit_code) {
  CLI::App* hs = app.add_subcommand("hs", "The HS master");
  hs->require_subcommand(1);
  hs->fallthrough();
  const auto options = std::make_shared<Options>();
  CLI::App* command = hs->add_subcommand("import", "Takes a CSV file code8,uraian_id,description_en into use");
  command->add_option("CSV", options->csv, "Comma or semicolon, with or without a heading, UTF-8")->required();
  command->add_flag("--dry-run", options->dry_run, "Only check it and tell what would change");
  command->callback([&settings, &exit_code, options] { exit_code = import(settings, *options); });
}

}  // namespace sipro::admin
