#include "app/options.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string_view>
#include <thread>

#include "base/random.hpp"

namespace sipro::worker {
namespace {

using std::chrono::milliseconds;

constexpr unsigned kMostAttempts = 64;

/// "500ms", "15s", "30m".
void add_duration(CLI::App& app, const std::string& name, milliseconds& value, milliseconds least,
                  const std::string& description) {
  const std::map<std::string, milliseconds::rep> units = {{"ms", 1}, {"s", 1000}, {"m", 60'000}};
  const auto take = [&value, least, name](const milliseconds::rep& number) {
    if (number < least.count()) throw CLI::ValidationError(name, "less than " + std::to_string(least.count()) + "ms");
    value = milliseconds(number);
  };
  app.add_option_function<milliseconds::rep>(name, take, description)
      ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED, "DURATION"))
      ->default_str(std::to_string(value.count()) + "ms");
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

Result<std::vector<std::string>> cage_parts(const std::string& text) {
  const std::vector<std::string> known = child::all_cage_parts();
  if (text == "all") return known;
  if (text == "none") return std::vector<std::string>();
  std::vector<std::string> parts = words(text);
  for (const std::string& part : parts) {
    if (std::find(known.begin(), known.end(), part) != known.end()) continue;
    std::string message = "--cage: \"" + part + "\" is none of: all, none";
    for (const std::string& name : known) message.append(", ").append(name);
    return Error{Errc::wrong_usage, message};
  }
  return parts;
}

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "worker";
}

/// Beside this program.
std::filesystem::path child_beside() {
  std::error_code error;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path("sipro") : own.parent_path() / "sipro";
}

}  // namespace

void add_options(CLI::App& app, Options& options) {
  jobs::Settings& settings = options.settings;
  app.add_option("--data", options.data, "The shared storage")->envname("SIPRO_DATA")->capture_default_str();
  app.add_option("--redis", options.redis, "unix:/path, host or host:port")
      ->envname("SIPRO_REDIS")
      ->capture_default_str();
  app.add_option("--redis-user", options.redis_user, "User of Redis' ACL")->envname("SIPRO_REDIS_USER");
  app.add_option("--redis-password-file", options.redis_password_file, "Its first line is the password")
      ->envname("SIPRO_REDIS_PASSWORD_FILE");
  app.add_option("--concurrency", settings.concurrency, "Attempts at a time")
      ->envname("SIPRO_CONCURRENCY")
      ->check(CLI::Range(1U, kMostAttempts))
      ->capture_default_str();
  app.add_option("--threads", options.threads, "Threads of an attempt (default: cores / concurrency)")
      ->envname("SIPRO_THREADS")
      ->check(CLI::Range(1U, 256U));
  app.add_option("--child", settings.child, "The program sipro (default: beside this one)")->envname("SIPRO_CHILD");
  app.add_option("--memory", settings.limits.memory_bytes, "Address space of an attempt: 2GB")
      ->envname("SIPRO_MEMORY")
      ->transform(CLI::AsSizeValue(false));
  app.add_option("--cage", options.cage, "Parts of the cage around an attempt: all, none, or names with commas")
      ->envname("SIPRO_CAGE")
      ->capture_default_str();
  app.add_option("--name", settings.worker, "Name in logs and lists (default: the host's); gets a random ending");
  add_duration(app, "--lease", settings.lease, milliseconds(300), "Time after which a lost worker's job is taken over");
  add_duration(app, "--stall", settings.stall, milliseconds(100), "An attempt without progress for this long is ended");
  add_duration(app, "--wall", settings.wall, milliseconds(100), "Longest time of an attempt");
  add_duration(app, "--drain", settings.drain, milliseconds(0), "What runs may finish for this long after SIGTERM");
}

Result<void> complete(Options& options) {
  jobs::Settings& settings = options.settings;
  auto parts = cage_parts(options.cage);
  if (!parts) return parts.error();
  settings.cage = std::move(*parts);
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  settings.threads = options.threads != 0 ? options.threads : std::max(1U, cores / settings.concurrency);
  if (settings.child.empty()) settings.child = child_beside();
  // An attempt runs in a folder of its own.
  settings.child = std::filesystem::absolute(settings.child);
  options.data = std::filesystem::absolute(options.data);
  if (settings.worker.empty()) settings.worker = host_name();
  // Claims are remembered under the name: no earlier process may have had it.
  settings.worker += "-" + random_hex(4);
  settings.limits.cpu_seconds = static_cast<std::uint64_t>(
      std::chrono::ceil<std::chrono::seconds>(settings.wall).count() * static_cast<std::int64_t>(settings.threads));
  constexpr std::chrono::seconds kToTell(25);
  settings.drain_end = settings.drain + kToTell;
  return {};
}

Result<redis::Address> redis_address(const Options& options) {
  auto address = redis::parse_address(options.redis);
  if (!address) return address;
  if (!options.redis_user.empty()) address->user = options.redis_user;
  const auto password = redis::read_password(options.redis_password_file, *address);
  if (!password) return password.error();
  return address;
}

}  // namespace sipro::worker
