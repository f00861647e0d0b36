#include "settings_line.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "base/version.hpp"

namespace sipro::gateway {

std::optional<Settings> read_settings(int argc, char** argv, int& exit_code) {
  static constexpr int kWrongUsage = 2;
  Settings settings;
  auto drain_s = settings.drain_time.count();
  std::vector<std::string> proxies;
  std::uint64_t max_upload_mib = settings.max_upload_bytes >> 20U;
  std::uint64_t quota_gib = settings.quota_bytes >> 30U;
  std::uint64_t reserve_mib = settings.reserved_bytes >> 20U;
  std::int64_t upload_hours = std::chrono::duration_cast<std::chrono::hours>(settings.upload_time).count();
  CLI::App line("SIPRO's HTTP gateway: takes uploads, puts jobs into the queue, serves results.", "sipro-gateway");
  line.set_version_flag("--version", kVersion);
  line.add_option("--listen", settings.listen, "IP address to listen on")
      ->envname("SIPRO_LISTEN")
      ->capture_default_str();
  line.add_option("--port", settings.port, "Port to listen on; 0: any")->envname("SIPRO_PORT")->capture_default_str();
  line.add_option("--metrics-listen", settings.metrics_listen, "IP address where /metrics is told")
      ->envname("SIPRO_METRICS_LISTEN")
      ->capture_default_str();
  line.add_option("--metrics-port", settings.metrics_port, "Its port; 0: no metrics")
      ->envname("SIPRO_METRICS_PORT")
      ->capture_default_str();
  line.add_option("--data", settings.data, "Folder of the shared storage")
      ->envname("SIPRO_DATA")
      ->capture_default_str();
  line.add_option("--web", settings.web, "Folder of the built pages; without it only the API is served")
      ->envname("SIPRO_WEB");
  line.add_option("--redis", settings.redis, "unix:/path, or host:port")->envname("SIPRO_REDIS")->capture_default_str();
  line.add_option("--redis-user", settings.redis_user, "User of Redis' ACL")->envname("SIPRO_REDIS_USER");
  line.add_option("--redis-password-file", settings.redis_password_file, "File whose first line is the password")
      ->envname("SIPRO_REDIS_PASSWORD_FILE");
  line.add_option("--max-upload-mib", max_upload_mib, "Largest file that is taken")
      ->envname("SIPRO_MAX_UPLOAD_MIB")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 20U))
      ->capture_default_str();
  line.add_option("--quota-gib", quota_gib, "What a district's uploads and libraries may take, unless it has a quota")
      ->envname("SIPRO_QUOTA_GIB")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 20U))
      ->capture_default_str();
  line.add_option("--reserve-mib", reserve_mib, "Stays free on the storage for results and facts")
      ->envname("SIPRO_RESERVE_MIB")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1} << 20U))
      ->capture_default_str();
  line.add_option("--upload-hours", upload_hours, "After which an unfinished upload is over")
      ->envname("SIPRO_UPLOAD_HOURS")
      ->check(CLI::Range(1, 24 * 365))
      ->capture_default_str();
  line.add_option("--drain-seconds", drain_s, "After SIGTERM, how long requests under way may take to end")
      ->envname("SIPRO_DRAIN_SECONDS")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  line.add_option("--trusted-proxies", proxies,
                  "Networks of the proxies whose X-Forwarded-For and -Proto count: 10.0.0.0/8,2001:db8::/32")
      ->envname("SIPRO_TRUSTED_PROXIES")
      ->delimiter(',');
  line.add_option("--requests-per-second", settings.requests_per_second, "Of one address; 0: no limit")
      ->envname("SIPRO_REQUESTS_PER_SECOND")
      ->capture_default_str();
  line.add_option("--requests-burst", settings.requests_burst, "Of one address at once, after silence")
      ->envname("SIPRO_REQUESTS_BURST")
      ->check(CLI::Range(1U, 1'000'000U))
      ->capture_default_str();
  line.add_option("--logins-per-minute", settings.logins_per_minute, "Codes tried by one address; 0: no limit")
      ->envname("SIPRO_LOGINS_PER_MINUTE")
      ->capture_default_str();
  line.add_option("--jobs-a-day", settings.jobs_a_day, "Of a district that has no number of its own")
      ->envname("SIPRO_JOBS_A_DAY")
      ->check(CLI::Range(1U, 1'000'000U))
      ->capture_default_str();
  line.add_option("--files-a-job", settings.files_a_job, "Inputs of one job")
      ->envname("SIPRO_FILES_A_JOB")
      ->check(CLI::Range(2U, 240U))
      ->capture_default_str();
  line.add_flag("--insecure-http", settings.insecure_http, "Log in over plain http from other machines too: for tests")
      ->envname("SIPRO_INSECURE_HTTP");
  line.add_flag("--allow-demo-codes", settings.allow_demo_codes, "Take the handbook's codes from other machines too")
      ->envname("SIPRO_ALLOW_DEMO_CODES");
  line.add_flag("--verbose", settings.verbose, "Log every request");
  line.add_flag("--routes", settings.tell_routes, "Print method, address, access and body of every route, and exit");
  try {
    line.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    exit_code = line.exit(error, std::cout, std::cerr) == 0 ? 0 : kWrongUsage;
    return std::nullopt;
  }
  settings.drain_time = std::chrono::seconds(drain_s);
  settings.max_upload_bytes = max_upload_mib << 20U;
  settings.quota_bytes = quota_gib << 30U;
  settings.reserved_bytes = reserve_mib << 20U;
  settings.upload_time = std::chrono::hours(upload_hours);
  auto networks = IpNetworks::parse(proxies);
  if (!networks) {
    std::cerr << "sipro-gateway: --trusted-proxies: " << networks.error().context << '\n';
    exit_code = kWrongUsage;
    return std::nullopt;
  }
  settings.trusted_proxies = std::move(*networks);
  return settings;
}

}  // namespace sipro::gateway
