#include "admin/settings.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/Error.hpp>

namespace sipro::admin {
namespace {

std::string login_name() {
  const passwd* user = ::getpwuid(::getuid());
  return user != nullptr ? std::string("admin:") + user->pw_name : "admin:" + std::to_string(::getuid());
}

// What root writes into a storage of another user, that user's services can't read: the queue's epoch, districts.json.
void refuse_root_in_anothers(const std::string& data) {
  struct stat folder {};
  if (::geteuid() != 0 || ::stat(data.c_str(), &folder) != 0 || folder.st_uid == 0) return;
  const passwd* owner = ::getpwuid(folder.st_uid);
  throw CLI::ValidationError(
      data + " belongs to " + (owner != nullptr ? owner->pw_name : std::to_string(folder.st_uid)) +
      ", whose services can't read what root writes there. As that user: as-sipro sipro-admin ...");
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
  app.add_option("--by", settings.by, "Who asks, as it is kept in the history")
      ->capture_default_str()
      ->envname("SIPRO_BY");
  app.add_flag("--json", settings.json, "Answer as one JSON object, for scripts");
  app.parse_complete_callback([&settings] { refuse_root_in_anothers(settings.data); });
}

}  // namespace sipro::admin
