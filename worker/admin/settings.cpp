#include "admin/settings.hpp"

#include <pwd.h>
#include <unistd.h>

namespace sipro::admin {
namespace {

std::string login_name() {
  const passwd* user = ::getpwuid(::getuid());
  return user != nullptr ? std::string("admin:") + user->pw_name : "admin:" + std::to_string(::getuid());
}

}  // namespace

void add_settings(CLI::App& app, Settings& settings) {
  settings.by = login_name();
  app.add_option("--data", settings.data, "Folder of the shared storage")->capture_default_str()->envname("SIPRO_DATA");
  app.add_option("--redis", settings.redis, "Redis: unix:/path, host or host:port")
      ->capture_default_str()
      ->envname("SIPRO_REDIS");
  app.add_option("--redis-user", settings.redis_user, "User of Redis' ACL (default: Redis' default user)")
      ->envname("SIPRO_REDIS_USER");
  app.add_option("--redis-password-file", settings.redis_password_file, "File whose first line is the password")
      ->envname("SIPRO_REDIS_PASSWORD_FILE");
  app.add_option("--by", settings.by, "Who asks, as it is kept in the history")->capture_default_str();
  app.add_flag("--json", settings.json, "Answer as one JSON object, for scripts");
}

}  // namespace sipro::admin
