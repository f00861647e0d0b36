// A file that an officer sent, on storage: a folder with `data` and, once it is whole, upload.json. Called on the file
// pool, by one thread at a time.
//
//   {root}/{district}/uploads/<id>/            purpose data
//   {root}/{district}/library/historis/<id>/   purpose historis
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "storage/files.hpp"
#include "storage/layout.hpp"

namespace sipro::gateway {

/// upload.json: it is there only when the file is whole and synced.
struct UploadFact {
  std::string id;
  std::string name;  // as the officer calls it
  std::string purpose;
  std::uint64_t size = 0;
  std::string sha256;
  std::string by;
  std::int64_t created_us = 0;

  bool operator==(const UploadFact&) const = default;
};

std::string to_json(const UploadFact& fact);
/// Errors: fact_damaged.
Result<UploadFact> parse_upload_fact(std::string_view json);

/// The folder of a purpose, relative to the district's: "uploads".
std::filesystem::path upload_folder(std::string_view purpose);
/// Errors: not_found.
Result<UploadFact> read_upload(storage::Files& files, const storage::Layout& layout, std::string_view district,
                               std::string_view purpose, std::string_view id);
/// Newest first.
Result<std::vector<UploadFact>> list_uploads(storage::Files& files, const storage::Layout& layout,
                                             std::string_view district, std::string_view purpose);

class UploadFile {
 public:
  UploadFile(storage::Files& files, std::filesystem::path folder) : files_(&files), folder_(std::move(folder)) {}

  /// Errors: storage_full, also where less than `length` + `reserved` bytes are free.
  Result<void> create(std::uint64_t length, std::uint64_t reserved);
  /// Writes at the end of what was written.
  Result<void> append(std::string_view bytes);
  /// Syncs the data and tells upload.json; fills size and sha256.
  Result<UploadFact> finish(UploadFact fact);
  /// Takes everything away again.
  void discard();

 private:
  storage::Files* files_;
  std::filesystem::path folder_;
  storage::Descriptor data_;
  std::uint64_t written_ = 0;
  Sha256 hash_;
};

}  // namespace sipro::gateway
