// A file that an officer sent, whole and on storage: a folder with `data` and upload.json. On its way:
// upload_state.hpp.
//
//   {root}/{district}/uploads/<id>/            purpose data
//   {root}/{district}/library/historis/<id>/   purpose historis
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
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

/// Errors: not_found.
Result<UploadFact> read_upload(storage::Files& files, const storage::Layout& layout, std::string_view district,
                               std::string_view purpose, std::string_view id);
/// Newest first.
Result<std::vector<UploadFact>> list_uploads(storage::Files& files, const storage::Layout& layout,
                                             std::string_view district, std::string_view purpose);

}  // namespace sipro::gateway
