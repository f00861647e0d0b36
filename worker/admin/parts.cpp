#include "admin/parts.hpp"

#include <filesystem>

#include "storage/layout.hpp"

namespace sipro::admin {

Result<const storage::JobFiles*> Parts::files() {
  if (files_) return files_.get();
  if (settings_->data.empty()) return Error{Errc::wrong_usage, "where is the storage? Give --data or SIPRO_DATA"};
  const storage::Layout layout{std::filesystem::path(settings_->data)};
  const auto status = posix_.status(layout.root());
  if (!status || !status->folder) {
    return Error{Errc::storage_unavailable, settings_->data + " is no folder that can be read: is the volume mounted?"};
  }
  files_ = std::make_unique<storage::JobFiles>(posix_, layout);
  return files_.get();
}

Result<redis::Address> Parts::address() const {
  if (settings_->redis.empty()) return Error{Errc::wrong_usage, "where is Redis? Give --redis or SIPRO_REDIS"};
  auto address = redis::parse_address(settings_->redis);
  if (!address) return address.error();
  address->user = settings_->redis_user;
  if (auto read = redis::read_password(settings_->redis_password_file, *address); !read) return read.error();
  return address;
}

Result<queue::RedisQueue*> Parts::queue() {
  if (queue_) return queue_.get();
  const auto jobs = files();
  if (!jobs) return jobs.error();
  auto where = address();
  if (!where) return where.error();
  auto queue = std::make_unique<queue::RedisQueue>(
      std::move(*where), [jobs = *jobs] { return storage::read_epoch(jobs->files(), jobs->layout()); });
  if (auto ready = queue->ensure_library(); !ready) return ready.error();
  queue_ = std::move(queue);
  return queue_.get();
}

Result<redis::Client*> Parts::client() {
  if (client_) return client_.get();
  auto where = address();
  if (!where) return where.error();
  client_ = std::make_unique<redis::Client>(std::move(*where));
  return client_.get();
}

}  // namespace sipro::admin
