// The body of a POST or PATCH on its way into an upload. In constant memory: a piece is read, written, and now and then
// all that was written is synced and told as committed. Whatever ends the request, what was told stays.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/context.hpp"
#include "uploads/upload_checksum.hpp"
#include "uploads/upload_state.hpp"
#include "uploads/upload_writer.hpp"

namespace sipro::gateway {

class Reception {
 public:
  /// `token` holds the upload, of which `upload.offset` bytes are committed.
  Reception(Context& context, const UploadState& upload, std::string token, std::optional<UploadChecksum> checksum);

  /// Nothing: the body is in, and committed. A refusal with status 422 asks for the upload to be dropped.
  asio::Task<std::optional<http::Response>> run();

  [[nodiscard]] std::uint64_t committed() const { return committed_; }
  /// Of the whole file, where this request brought all of it; else empty.
  std::string sha256() { return writer_ ? writer_->sha256() : std::string(); }

 private:
  enum class End { no, whole, cut, stopping };  // of the body

  asio::Task<std::optional<http::Response>> receive();
  asio::Task<End> fill();
  asio::Task<std::optional<http::Response>> keep(bool commit);
  Result<bool> write_piece();
  asio::Task<std::optional<http::Response>> commit();
  asio::Task<std::optional<http::Response>> name(bool last);
  [[nodiscard]] bool is_due() const;

  Context& context_;
  const UploadState& upload_;
  const std::string token_;
  std::optional<UploadChecksum> checksum_;
  std::optional<UploadWriter> writer_;
  std::vector<char> piece_;
  std::size_t filled_ = 0;
  std::uint64_t committed_;
  std::uint64_t named_;
  std::chrono::steady_clock::time_point last_commit_;
};

}  // namespace sipro::gateway
