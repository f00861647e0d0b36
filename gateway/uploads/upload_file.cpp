#include "uploads/upload_file.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>

#include "base/json_fields.hpp"
#include "storage/posix_calls.hpp"

namespace sipro::gateway {
namespace {

constexpr std::uint64_t kFactBytes = 64 * 1024;
constexpr mode_t kFileMode = 0640;

}  // namespace

std::string to_json(const UploadFact& fact) {
  const boost::json::object value{
      {"id", fact.id},         {"name", fact.name}, {"purpose", fact.purpose},      {"size", fact.size},
      {"sha256", fact.sha256}, {"by", fact.by},     {"created_us", fact.created_us}};
  return boost::json::serialize(value);
}

Result<UploadFact> parse_upload_fact(std::string_view json) {
  std::string problem;
  const auto value = parse_json(json, problem);
  JsonFields fields(value, problem);
  UploadFact fact;
  fact.id = fields.text("id");
  fact.name = fields.text("name");
  fact.purpose = fields.text("purpose");
  fact.size = fields.number<std::uint64_t>("size");
  fact.sha256 = fields.text("sha256");
  fact.by = fields.text("by");
  fact.created_us = fields.number<std::int64_t>("created_us");
  fields.done();
  if (!problem.empty()) return Error{Errc::fact_damaged, "upload.json: " + problem};
  return fact;
}

std::filesystem::path upload_folder(std::string_view purpose) {
  if (purpose == "data") return "uploads";
  return std::filesystem::path("library") / purpose;
}

Result<UploadFact> read_upload(storage::Files& files, const storage::Layout& layout, std::string_view district,
                               std::string_view purpose, std::string_view id) {
  if (!storage::is_id(id)) return Error{Errc::not_found, "no upload of this id"};
  const auto text = files.read(layout.district(district) / upload_folder(purpose) / id / "upload.json", kFactBytes);
  if (!text) return text.error();
  return parse_upload_fact(*text);
}

Result<std::vector<UploadFact>> list_uploads(storage::Files& files, const storage::Layout& layout,
                                             std::string_view district, std::string_view purpose) {
  std::vector<UploadFact> uploads;
  const auto entries = files.list(layout.district(district) / upload_folder(purpose));
  if (!entries && entries.error().code == Errc::not_found) return uploads;
  if (!entries) return entries.error();
  for (const storage::Entry& entry : *entries) {
    if (!entry.folder) continue;
    auto fact = read_upload(files, layout, district, purpose, entry.name);
    // Without upload.json it is on its way, or was given up.
    if (!fact && fact.error().code == Errc::not_found) continue;
    if (!fact) return fact.error();
    uploads.push_back(std::move(*fact));
  }
  const auto newer = [](const UploadFact& a, const UploadFact& b) { return a.created_us > b.created_us; };
  std::stable_sort(uploads.begin(), uploads.end(), newer);
  return uploads;
}

Result<void> UploadFile::create(std::uint64_t length, std::uint64_t reserved) {
  if (auto made = files_->make_folders(folder_.parent_path()); !made) return made;
  struct statvfs space = {};
  if (::statvfs(folder_.parent_path().c_str(), &space) != 0) {
    return storage::storage_error("statvfs", folder_.parent_path(), errno);
  }
  const std::uint64_t free_bytes = std::uint64_t{space.f_bavail} * space.f_frsize;
  if (free_bytes < length || free_bytes - length < reserved) {
    return Error{Errc::storage_full, folder_.string() + ": " + std::to_string(free_bytes) + " bytes are free"};
  }
  if (auto made = files_->make_new_folder(folder_); !made) return made;
  const auto path = folder_ / "data";
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kFileMode);
  if (fd < 0) return storage::storage_error("open", path, errno);
  data_ = storage::Descriptor(fd);
  return {};
}

Result<void> UploadFile::append(std::string_view bytes) {
  hash_.add(bytes.data(), bytes.size());
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(data_.get(), bytes.data(), bytes.size(), static_cast<off_t>(written_));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return storage::storage_error("write", folder_ / "data", errno);
    written_ += static_cast<std::uint64_t>(put);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Result<UploadFact> UploadFile::finish(UploadFact fact) {
  if (auto synced = storage::sync_and_close(std::move(data_), folder_ / "data"); !synced) return synced.error();
  fact.size = written_;
  fact.sha256 = hash_.hex();
  // The folder is synced with it, and so is the name of the data.
  if (auto told = files_->write_new(folder_ / "upload.json", to_json(fact)); !told) return told.error();
  return fact;
}

void UploadFile::discard() {
  data_ = storage::Descriptor();
  // What stays is a folder without upload.json, which the janitor takes.
  (void)files_->remove(folder_);
}

}  // namespace sipro::gateway
