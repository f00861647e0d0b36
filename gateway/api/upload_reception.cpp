#include "api/upload_reception.hpp"

#include <algorithm>
#include <utility>

#include "api/upload_answers.hpp"
#include "http/problem.hpp"
#include "uploads/purpose.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

constexpr std::size_t kPiece = 256 * 1024;
constexpr std::uint64_t kHeadBytes = 4096;
constexpr std::uint64_t kCommitBytes = std::uint64_t{8} << 20U;
constexpr std::chrono::seconds kCommitTime{1};
// Storage is told less often than the queue's server: a name for each commit would be a lot of names.
constexpr std::uint64_t kNamedBytes = std::uint64_t{64} << 20U;

}  // namespace

Reception::Reception(Context& context, const UploadState& upload, std::string token,
                     std::optional<UploadChecksum> checksum)
    : context_(context),
      upload_(upload),
      token_(std::move(token)),
      checksum_(std::move(checksum)),
      piece_(kPiece),
      committed_(upload.offset),
      named_(upload.offset),
      last_commit_(std::chrono::steady_clock::now()) {}

asio::Task<std::optional<Response>> Reception::run() {
  const std::filesystem::path folder = upload_.folder;
  const std::uint64_t offset = upload_.offset;
  auto open = [&folder, offset] { return UploadWriter::open(folder, offset); };
  auto opened = co_await asio::offload(&context_.services.files_pool, std::move(open));
  if (!opened) co_return busy(context_.request);
  if (!*opened) co_return problem(context_.request, opened->error());
  writer_ = std::move(**opened);
  auto refused = co_await receive();
  if (!refused) co_return co_await name(true);
  // What is committed is told on storage too, where that can be; the answer is that of the trouble.
  (void)co_await name(true);
  co_return refused;
}

asio::Task<std::optional<Response>> Reception::receive() {
  for (;;) {
    const End end = co_await fill();
    if (writer_->position() + filled_ > upload_.begun.length) co_return too_long(context_.request);
    // With a checksum nothing counts before all of it was seen.
    const bool last = end != End::no;
    auto refused = co_await keep(!checksum_ && (last || is_due()));
    if (refused) co_return refused;
    if (end == End::stopping) co_return problem(context_.request, Error{Errc::interrupted, "the gateway stops"});
    if (end == End::cut) co_return upload_cut(context_.request);
    if (last) break;
  }
  if (!checksum_) co_return std::nullopt;
  if (!checksum_->matches()) co_return checksum_mismatch(context_.request);
  co_return co_await commit();
}

/// Until the piece is full or a commit is due.
asio::Task<Reception::End> Reception::fill() {
  filled_ = 0;
  while (filled_ < piece_.size()) {
    if (context_.services.draining) co_return End::stopping;
    const std::span<char> room = std::span<char>(piece_).subspan(filled_);
    const auto got = co_await context_.body.read(room);
    if (!got) co_return End::cut;
    if (*got == 0) co_return End::whole;
    filled_ += *got;
    if (is_due()) break;
  }
  co_return End::no;
}

bool Reception::is_due() const {
  return writer_->position() + filled_ - committed_ >= kCommitBytes ||
         std::chrono::steady_clock::now() - last_commit_ >= kCommitTime;
}

asio::Task<std::optional<Response>> Reception::keep(bool commit_now) {
  auto write = [this] { return write_piece(); };
  const auto written = co_await asio::offload(&context_.services.files_pool, std::move(write));
  filled_ = 0;
  if (!written) co_return busy(context_.request);
  if (!*written) {
    // What fitted stays.
    if (!checksum_) (void)co_await commit();
    co_return problem(context_.request, written->error());
  }
  if (!**written) co_return wrong_kind(context_.request, upload_.begun.purpose);
  if (!commit_now || writer_->position() == committed_) co_return std::nullopt;
  co_return co_await commit();
}

/// On the file pool. False: the file does not look like what it was sent for.
Result<bool> Reception::write_piece() {
  const std::string_view bytes(piece_.data(), filled_);
  const std::uint64_t before = writer_->position();
  if (checksum_) checksum_->add(bytes);
  if (auto written = writer_->write(bytes); !written) return written.error();
  const std::uint64_t head_size = std::min(kHeadBytes, upload_.begun.length);
  if (before >= head_size || writer_->position() < head_size) return true;
  const auto head = writer_->head(head_size);
  if (!head) return head.error();
  return find_purpose(upload_.begun.purpose)->looks_right(*head, upload_.begun.name);
}

asio::Task<std::optional<Response>> Reception::commit() {
  const std::uint64_t to = writer_->position();
  auto sync = [this] { return writer_->sync(); };
  const auto synced = co_await asio::offload(&context_.services.files_pool, std::move(sync));
  if (!synced) co_return busy(context_.request);
  if (!*synced) co_return problem(context_.request, synced->error());
  const auto hold = co_await context_.services.queue.advance_upload(upload_.begun.id, token_, committed_, to);
  if (!hold) co_return problem(context_.request, hold.error());
  if (*hold != queue::UploadHold::held) co_return not_held(context_.request, *hold);
  context_.services.metrics.upload_bytes += to - committed_;
  committed_ = to;
  last_commit_ = std::chrono::steady_clock::now();
  co_return co_await name(false);
}

asio::Task<std::optional<Response>> Reception::name(bool last) {
  if (committed_ == named_ || (!last && committed_ - named_ < kNamedBytes)) co_return std::nullopt;
  const std::uint64_t offset = committed_;
  const std::filesystem::path folder = upload_.folder;
  auto tell = [&folder, offset] { return name_offset(folder, offset); };
  const auto told = co_await asio::offload(&context_.services.files_pool, std::move(tell));
  if (!told) co_return busy(context_.request);
  if (!*told) co_return problem(context_.request, told->error());
  named_ = offset;
  co_return std::nullopt;
}

}  // namespace sipro::gateway
