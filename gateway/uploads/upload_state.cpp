#include "uploads/upload_state.hpp"

#include <fcntl.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <charconv>
#include <utility>

#include "base/json_fields.hpp"
#include "storage/posix_calls.hpp"
#include "storage/volume.hpp"
#include "uploads/purpose.hpp"

namespace sipro::gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kFactBytes = 64 * 1024;
constexpr mode_t kFileMode = 0640;
constexpr std::string_view kAt = "at-";

std::optional<std::uint64_t> offset_of(std::string_view name) {
  if (!name.starts_with(kAt)) return std::nullopt;
  name.remove_prefix(kAt.size());
  std::uint64_t offset = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), offset);
  if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size()) return std::nullopt;
  return offset;
}

Result<void> make_empty(const fs::path& path) {
  storage::Descriptor made(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kFileMode));
  if (made.get() < 0) return storage::storage_error("create", path, errno);
  return {};
}

Result<void> check_room(const fs::path& folder, std::uint64_t length, std::uint64_t reserved) {
  const auto volume = storage::look_at_volume(folder);
  if (!volume) return volume.error();
  const std::uint64_t free_bytes = volume->free_bytes;
  if (free_bytes >= length && free_bytes - length >= reserved) return {};
  return Error{Errc::storage_full, folder.string() + ": " + std::to_string(free_bytes) + " bytes are free"};
}

UploadBegun begun_of(const UploadFact& fact) {
  return {fact.id, fact.name, fact.purpose, fact.size, fact.by, {}, fact.created_us, 0};
}

/// Errors: not_found where nothing was begun in this folder.
Result<UploadState> read_state(storage::Files& files, fs::path folder) {
  UploadState state;
  state.folder = std::move(folder);
  const auto fact = files.read(state.folder / "upload.json", kFactBytes);
  if (!fact && fact.error().code != Errc::not_found) return fact.error();
  if (fact) {
    auto whole = parse_upload_fact(*fact);
    if (!whole) return whole.error();
    state.offset = whole->size;
    state.whole = std::move(*whole);
  }
  const auto text = files.read(state.folder / "begun.json", kFactBytes);
  if (!text && (text.error().code != Errc::not_found || !state.whole)) return text.error();
  auto begun = text ? parse_upload_begun(*text) : Result<UploadBegun>(begun_of(*state.whole));
  if (!begun) return begun.error();
  state.begun = std::move(*begun);
  if (state.whole) return state;
  const auto entries = files.list(state.folder);
  if (!entries) return entries.error();
  for (const storage::Entry& entry : *entries) state.offset = std::max(state.offset, offset_of(entry.name).value_or(0));
  return state;
}

}  // namespace

std::string to_json(const UploadBegun& begun) {
  const boost::json::object value{{"id", begun.id},
                                  {"name", begun.name},
                                  {"purpose", begun.purpose},
                                  {"length", begun.length},
                                  {"by", begun.by},
                                  {"metadata", begun.metadata},
                                  {"created_us", begun.created_us},
                                  {"expires_us", begun.expires_us}};
  return boost::json::serialize(value);
}

Result<UploadBegun> parse_upload_begun(std::string_view json) {
  std::string problem;
  const auto value = parse_json(json, problem);
  JsonFields fields(value, problem);
  UploadBegun begun;
  begun.id = fields.text("id");
  begun.name = fields.text("name");
  begun.purpose = fields.text("purpose");
  begun.length = fields.number<std::uint64_t>("length");
  begun.by = fields.text("by");
  begun.metadata = fields.text("metadata");
  begun.created_us = fields.number<std::int64_t>("created_us");
  begun.expires_us = fields.number<std::int64_t>("expires_us");
  if (problem.empty() && find_purpose(begun.purpose) == nullptr) problem = "purpose is unknown";
  if (!problem.empty()) return Error{Errc::fact_damaged, "begun.json: " + problem};
  return begun;
}

Result<UploadState> find_upload(storage::Files& files, const storage::Layout& layout, std::string_view district,
                                std::string_view id) {
  if (storage::is_id(id)) {
    for (const Purpose& purpose : purposes()) {
      auto state = read_state(files, layout.district(district) / purpose.folder / id);
      if (state || state.error().code != Errc::not_found) return state;
    }
  }
  return Error{Errc::not_found, "no upload of this id"};
}

Result<std::vector<UploadState>> list_upload_states(storage::Files& files, const storage::Layout& layout,
                                                    std::string_view district, std::string_view purpose) {
  std::vector<UploadState> states;
  const auto folder = layout.district(district) / upload_folder(purpose);
  const auto entries = files.list(folder);
  if (!entries && entries.error().code == Errc::not_found) return states;
  if (!entries) return entries.error();
  for (const storage::Entry& entry : *entries) {
    if (!entry.folder || !storage::is_id(entry.name)) continue;
    auto state = read_state(files, folder / entry.name);
    if (!state && state.error().code == Errc::not_found) continue;
    if (!state) return state.error();
    states.push_back(std::move(*state));
  }
  const auto newer = [](const UploadState& a, const UploadState& b) { return a.begun.created_us > b.begun.created_us; };
  std::stable_sort(states.begin(), states.end(), newer);
  return states;
}

Result<std::uint64_t> declared_bytes(storage::Files& files, const storage::Layout& layout, std::string_view district,
                                     std::int64_t now_us) {
  std::uint64_t sum = 0;
  for (const Purpose& purpose : purposes()) {
    const auto states = list_upload_states(files, layout, district, purpose.name);
    if (!states) return states.error();
    for (const UploadState& state : *states) {
      if (!state.has_expired(now_us)) sum += state.begun.length;
    }
  }
  return sum;
}

Result<UploadState> begin_upload(storage::Files& files, fs::path folder, UploadBegun begun, std::uint64_t reserved) {
  if (auto made = files.make_folders(folder.parent_path()); !made) return made.error();
  if (auto fits = check_room(folder.parent_path(), begun.length, reserved); !fits) return fits.error();
  if (auto made = files.make_new_folder(folder); !made) return made.error();
  auto done = make_empty(folder / "data");
  // The folder is synced with it, and so is the name of the data.
  if (done) done = files.write_new(folder / "begun.json", to_json(begun));
  if (done) return UploadState{std::move(folder), std::move(begun), 0, std::nullopt};
  // What stays is a folder without begun.json, which retention takes.
  static_cast<void>(files.remove(folder));
  return done.error();
}

Result<void> name_offset(const fs::path& folder, std::uint64_t offset) {
  auto made = make_empty(folder / (std::string(kAt) + std::to_string(offset)));
  if (!made && made.error().code != Errc::already_exists) return made;
  return storage::sync_folder(folder);
}

Result<UploadFact> finish_upload(storage::Files& files, const UploadState& upload, std::string sha256) {
  const UploadBegun& begun = upload.begun;
  if (sha256.empty()) {
    auto hash = files.hash(upload.folder / "data");
    if (!hash) return hash.error();
    if (hash->size != begun.length) {
      return Error{Errc::storage_unavailable, (upload.folder / "data").string() + ": " + std::to_string(hash->size) +
                                                  " bytes instead of " + std::to_string(begun.length)};
    }
    sha256 = std::move(hash->sha256);
  }
  UploadFact fact{begun.id, begun.name, begun.purpose, begun.length, std::move(sha256), begun.by, begun.created_us};
  const auto told = files.write_new(upload.folder / "upload.json", to_json(fact));
  if (!told && told.error().code != Errc::already_exists) return told.error();
  if (!told) {
    const auto first = files.read(upload.folder / "upload.json", kFactBytes);
    if (!first) return first.error();
    return parse_upload_fact(*first);
  }
  // Their time is over; what stays of them does no harm.
  if (const auto entries = files.list(upload.folder)) {
    for (const storage::Entry& entry : *entries) {
      if (offset_of(entry.name)) static_cast<void>(files.remove(upload.folder / entry.name));
    }
  }
  return fact;
}

Result<void> drop_upload(storage::Files& files, const UploadState& upload) {
  // Under another name first: what a crash leaves is no half of an upload, and retention finishes it.
  const auto away = upload.folder.parent_path() / ("removed-" + upload.begun.id);
  if (auto renamed = files.rename(upload.folder, away); !renamed) {
    return renamed.error().code == Errc::not_found ? Result<void>() : renamed;
  }
  return files.remove(away);
}

}  // namespace sipro::gateway
