// An upload as storage tells it, finished or on its way. No name there ever gets other content:
//
//   data         written at explicit offsets
//   begun.json   when it was created; it is known from then on
//   at-<offset>  empty: so many bytes of data are synced. The largest counts; told apart from what the queue's server
//                keeps (queue/uploads.hpp), since that may be lost
//   upload.json  it is whole (UploadFact)
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "storage/files.hpp"
#include "storage/layout.hpp"
#include "uploads/upload_file.hpp"

namespace sipro::gateway {

/// begun.json
struct UploadBegun {
  std::string id;
  std::string name;  // as the officer calls it
  std::string purpose;
  std::uint64_t length = 0;
  std::string by;
  std::string metadata;  // Upload-Metadata as the client sent it
  std::int64_t created_us = 0;
  std::int64_t expires_us = 0;  // unless it is whole by then

  bool operator==(const UploadBegun&) const = default;
};

std::string to_json(const UploadBegun& begun);
/// Errors: fact_damaged.
Result<UploadBegun> parse_upload_begun(std::string_view json);

struct UploadState {
  std::filesystem::path folder;
  UploadBegun begun;
  std::uint64_t offset = 0;  // so much is there for good
  std::optional<UploadFact> whole;

  [[nodiscard]] bool has_expired(std::int64_t now_us) const { return !whole && begun.expires_us <= now_us; }
};

/// The upload of this id, whatever it is for. Errors: not_found.
Result<UploadState> find_upload(storage::Files& files, const storage::Layout& layout, std::string_view district,
                                std::string_view id);
/// All of a purpose, newest first.
Result<std::vector<UploadState>> list_upload_states(storage::Files& files, const storage::Layout& layout,
                                                    std::string_view district, std::string_view purpose);
/// What a district's uploads and libraries take, unfinished ones by the length that was declared.
Result<std::uint64_t> declared_bytes(storage::Files& files, const storage::Layout& layout, std::string_view district,
                                     std::int64_t now_us);

/// Makes the folder with an empty `data`. Errors: storage_full, also where less than its length + `reserved` bytes are
/// free. Nothing stays after an error.
Result<UploadState> begin_upload(storage::Files& files, std::filesystem::path folder, UploadBegun begun,
                                 std::uint64_t reserved);
/// Tells that `offset` bytes are there for good; again is fine.
Result<void> name_offset(const std::filesystem::path& folder, std::uint64_t offset);
/// Writes upload.json of an upload of which all bytes are synced; again gives what is there. An empty `sha256` is
/// computed.
Result<UploadFact> finish_upload(storage::Files& files, const UploadState& upload, std::string sha256);
/// Takes it away, whole or not.
Result<void> drop_upload(storage::Files& files, const UploadState& upload);

}  // namespace sipro::gateway
