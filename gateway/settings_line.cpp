#include "settings_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <iostream>

#include "base/version.hpp"

namespace sipro::gateway {
namespace {

constexpr std::uint64_t kMost = std::uint64_t{1} << 20U;  // of MiB or GiB

/// What people tell in larger units than the program counts in.
struct Units {
  std::uint64_t max_upload_mib, quota_gib, reserve_mib;
  std::int64_t upload_hours, session_hours, drain_seconds;
  std::vector<std::string> proxies;

  explicit Units(const Settings& settings)
      : max_upload_mib(settings.max_upload_bytes >> 20U),
        quota_gib(settings.quota_bytes >> 30U),
        reserve_mib(settings.reserved_bytes >> 20U),
        upload_hours(std::chrono::duration_cast<std::chrono::hours>(settings.upload_time).count()),
        session_hours(settings.session_time.count()),
        drain_seconds(settings.drain_time.count()) {}

  Result<void> put_into(Settings& settings) const {
    settings.max_upload_bytes = max_upload_mib << 20U;
    settings.quota_bytes = quota_gib << 30U;
    settings.reserved_bytes = reserve_mib << 20U;
    settings.upload_time = std::chrono::hours(upload_hours);
    settings.session_time = std::chrono::hours(session_hours);
    settings.drain_time = std::chrono::seconds(drain_seconds);
    auto networks = IpNetworks::parse(proxies);
    if (!networks) return networks.error();
    settings.trusted_proxies = std::move(*networks);
    return {};
  }
};

/// "--max-upload-mib" is SIPRO_MAX_UPLOAD_MIB in the environment.
CLI::Option* with_environment(CLI::Option* option) {
  std::string name = "SIPRO" + option->get_name().substr(1);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
  return option->envname(name);
}

template <class Value>
CLI::Option* add(CLI::App& line, const std::string& name, Value& value, const std::string& what) {
  return with_environment(line.add_option(name, value, what));
}

void add_places(CLI::App& line, Settings& settings) {
  add(line, "--listen", settings.listen, "IP address to listen on")->capture_default_str();
  add(line, "--port", settings.port, "Port to listen on; 0: any")->capture_default_str();
  add(line, "--metrics-listen", settings.metrics_listen, "IP address where /metrics is told")->capture_default_str();
  add(line, "--metrics-port", settings.metrics_port, "Its port; 0: no metrics")->capture_default_str();
  add(line, "--data", settings.data, "Folder of the shared storage")->capture_default_str();
  add(line, "--web", settings.web, "Folder of the built pages; without it only the API is served");
  add(line, "--redis", settings.redis, "unix:/path, or host:port")->capture_default_str();
  add(line, "--redis-user", settings.redis_user, "User of Redis' ACL");
  add(line, "--redis-password-file", settings.redis_password_file, "File whose first line is the password");
}

void add_storage_limits(CLI::App& line, Units& units) {
  add(line, "--max-upload-mib", units.max_upload_mib, "Largest file that is taken")
      ->check(CLI::Range(std::uint64_t{1}, kMost))
      ->capture_default_str();
  add(line, "--quota-gib", units.quota_gib, "What a district's uploads and libraries may take, unless it has a quota")
      ->check(CLI::Range(std::uint64_t{1}, kMost))
      ->capture_default_str();
  add(line, "--reserve-mib", units.reserve_mib, "Stays free on the storage for results and facts")
      ->check(CLI::Range(std::uint64_t{0}, kMost))
      ->capture_default_str();
}

void add_times(CLI::App& line, Units& units) {
  add(line, "--upload-hours", units.upload_hours, "After which an unfinished upload is over")
      ->check(CLI::Range(1, 24 * 365))
      ->capture_default_str();
  add(line, "--session-hours", units.session_hours, "After which an officer logs in again")
      ->check(CLI::Range(1, 24 * 30))
      ->capture_default_str();
  add(line, "--drain-seconds", units.drain_seconds, "After SIGTERM, how long requests under way may take to end")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
}

void add_rates(CLI::App& line, Settings& settings) {
  add(line, "--max-connections", settings.max_connections, "Open at once; who comes then is sent away")
      ->check(CLI::Range(1, 60'000))
      ->capture_default_str();
  add(line, "--requests-per-second", settings.requests_per_second, "Of one address; 0: no limit")
      ->capture_default_str();
  add(line, "--requests-burst", settings.requests_burst, "Of one address at once, after silence")
      ->check(CLI::Range(1U, 1'000'000U))
      ->capture_default_str();
  add(line, "--logins-per-minute", settings.logins_per_minute, "Codes tried by one address; 0: no limit")
      ->capture_default_str();
  add(line, "--jobs-a-day", settings.jobs_a_day, "Of a district that has no number of its own")
      ->check(CLI::Range(1U, 1'000'000U))
      ->capture_default_str();
  add(line, "--files-a-job", settings.files_a_job, "Inputs of one job")
      ->check(CLI::Range(2U, 240U))
      ->capture_default_str();
}

void add_trust(CLI::App& line, Settings& settings, Units& units) {
  add(line, "--trusted-proxies", units.proxies,
      "Networks of the proxies whose X-Forwarded-For and -Proto count: 10.0.0.0/8,2001:db8::/32")
      ->delimiter(',');
  with_environment(line.add_flag("--insecure-http", settings.insecure_http,
                                 "Log in over plain http from other machines too: for tests"));
  with_environment(line.add_flag("--allow-demo-codes", settings.allow_demo_codes,
                                 "Take the handbook's codes from other machines too"));
}

}  // namespace

std::optional<Settings> read_settings(int argc, char** argv, int& exit_code) {
  static constexpr int kWrongUsage = 2;
  Settings settings;
  Units units(settings);
  CLI::App line("SIPRO's HTTP gateway: takes uploads, puts jobs into the queue, serves results.", "sipro-gateway");
  line.set_version_flag("--version", kVersion);
  add_places(line, settings);
  add_storage_limits(line, units);
  add_times(line, units);
  add_rates(line, settings);
  add_trust(line, settings, units);
  line.add_flag("--verbose", settings.verbose, "Log every request");
  line.add_flag("--routes", settings.tell_routes, "Print method, address, access and body of every route, and exit");
  try {
    line.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    exit_code = line.exit(error, std::cout, std::cerr) == 0 ? 0 : kWrongUsage;
    return std::nullopt;
  }
  if (const auto put = units.put_into(settings); !put) {
    std::cerr << "sipro-gateway: --trusted-proxies: " << put.error().context << '\n';
    exit_code = kWrongUsage;
    return std::nullopt;
  }
  return settings;
}

}  // namespace sipro::gateway
