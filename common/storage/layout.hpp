// Where everything lies on the shared storage. A path follows from ids alone, so nothing has to be asked for it.
//
//   {root}/config/districts.json            districts, their codes and settings; the last 10 are kept beside it
//   {root}/config/hs/<sha256>.csv           HS masters; config/hs.json names the one in use
//   {root}/config/epoch.json                the queue's epoch
//   {root}/{district}/uploads/<id>/         data, begun.json, at-<offset>, upload.json
//   {root}/{district}/library/{historis,publikasi}/
//   {root}/{district}/suggestions/
//   {root}/{district}/jobs/<id>/            job.json, replay-<round>.json, end-<round>.json, evidence-att-....json,
//                                           keep.json while an officer wants it kept
//   {root}/{district}/jobs/<id>/att-<n>-<token>-<8 hex>/   what one attempt wrote; manifest.json is its last file
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace sipro::storage {

class Layout {
 public:
  explicit Layout(std::filesystem::path root) : root_(std::move(root)) {}

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  [[nodiscard]] std::filesystem::path config() const { return root_ / "config"; }
  [[nodiscard]] std::filesystem::path district(std::string_view district) const { return root_ / district; }
  [[nodiscard]] std::filesystem::path jobs(std::string_view district) const { return root_ / district / "jobs"; }
  [[nodiscard]] std::filesystem::path job(std::string_view district, std::string_view id) const {
    return jobs(district) / id;
  }
  [[nodiscard]] std::filesystem::path uploads(std::string_view district) const { return root_ / district / "uploads"; }
  [[nodiscard]] std::filesystem::path library(std::string_view district, std::string_view purpose) const {
    return root_ / district / "library" / purpose;
  }

 private:
  std::filesystem::path root_;
};

/// 1 to 16 of [0-9a-z-], not beginning with "-", not "config".
bool is_district_id(std::string_view text);
/// 32 lower-case hexadecimal digits: ids of jobs and uploads.
bool is_id(std::string_view text);

struct AttemptName {
  unsigned attempt = 0;
  std::string token;
};

/// "att-2-1764043200123456-9f86d081": `random` fills the last part.
std::string attempt_name(unsigned attempt, std::string_view token, std::uint32_t random);
/// Nothing for what is not such a name.
std::optional<AttemptName> parse_attempt_name(std::string_view name);

}  // namespace sipro::storage
