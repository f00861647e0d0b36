#include "uploads/upload_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "storage/posix_calls.hpp"

namespace sipro::gateway {

UploadWriter::UploadWriter(std::filesystem::path path, storage::Descriptor data, std::uint64_t offset)
    : path_(std::move(path)), data_(std::move(data)), position_(offset) {
  if (offset == 0) hash_.emplace();
}

Result<UploadWriter> UploadWriter::open(const std::filesystem::path& folder, std::uint64_t offset) {
  auto path = folder / "data";
  storage::Descriptor data(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (data.get() < 0) return storage::storage_error("open", path, errno);
  return UploadWriter(std::move(path), std::move(data), offset);
}

Result<void> UploadWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(data_.get(), bytes.data(), bytes.size(), static_cast<off_t>(position_));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return storage::storage_error("write", path_, errno);
    const auto count = static_cast<std::size_t>(put);
    if (hash_) hash_->add(bytes.data(), count);
    position_ += count;
    bytes.remove_prefix(count);
  }
  return {};
}

Result<void> UploadWriter::sync() {
  if (::fdatasync(data_.get()) != 0) return storage::storage_error("fdatasync", path_, errno);
  return {};
}

Result<std::string> UploadWriter::head(std::size_t size) const {
  std::string bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t got = ::pread(data_.get(), bytes.data() + filled, size - filled, static_cast<off_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return storage::storage_error("read", path_, errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace sipro::gateway
