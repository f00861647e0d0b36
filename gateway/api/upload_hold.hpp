// The upload that a request is about, held by it.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "api/context.hpp"
#include "uploads/upload_state.hpp"

namespace sipro::gateway {

struct HeldUpload {
  UploadState upload;  // `offset`: what is committed, and told on storage too
  std::string token;   // empty: it is whole, and nobody may write
};

/// The district's upload of the route's id, on storage alone; or the answer that there is none, that it is over, or
/// that it is locked for this session.
asio::Task<std::variant<UploadState, http::Response>> find_upload(Context& context);

/// Takes the upload over from whoever held it: from now on another's bytes are not committed. One that had all its
/// bytes is finished.
asio::Task<std::variant<HeldUpload, http::Response>> hold_upload(Context& context);

/// All bytes are committed: writes upload.json, fills `upload.whole`. Nothing: done. An empty `sha256` is computed.
asio::Task<std::optional<http::Response>> finish_upload(Context& context, UploadState& upload, std::string sha256);

/// Takes the upload away, with every trace of it but that it is gone. With a token: only while it holds the upload.
asio::Task<std::optional<http::Response>> drop_upload(Context& context, const UploadState& upload,
                                                      std::string token = {});

}  // namespace sipro::gateway
