#include "redis/codec.hpp"

#include <hiredis/hiredis.h>

#include <new>

namespace sipro::redis {

namespace {

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};

Reply to_reply(const redisReply& raw) {
  switch (raw.type) {
    case REDIS_REPLY_INTEGER: return {std::int64_t{raw.integer}};
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS: return {std::string(raw.str, raw.len)};
    case REDIS_REPLY_ERROR: return {ServerError{std::string(raw.str, raw.len)}};
    case REDIS_REPLY_ARRAY: {
      Replies replies;
      replies.reserve(raw.elements);
      for (std::size_t i = 0; i < raw.elements; ++i) replies.push_back(to_reply(*raw.element[i]));
      return {std::move(replies)};
    }
    default: return {Nil{}};
  }
}

}  // namespace

void append_command(const Command& command, std::string& out) {
  // redisFormatCommandArgv's format; written here, since hiredis would allocate and copy each command once more.
  out += '*';
  out += std::to_string(command.size());
  out += "\r\n";
  for (const auto& word : command) {
    out += '$';
    out += std::to_string(word.size());
    out += "\r\n";
    out += word;
    out += "\r\n";
  }
}

struct ReplyReader::Impl {
  Impl() : reader(redisReaderCreate()) {
    if (reader == nullptr) throw std::bad_alloc();
  }
  ~Impl() { redisReaderFree(reader); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  redisReader* reader;
};

ReplyReader::ReplyReader() : impl_(std::make_unique<Impl>()) {}
ReplyReader::~ReplyReader() = default;
ReplyReader::ReplyReader(ReplyReader&&) noexcept = default;
ReplyReader& ReplyReader::operator=(ReplyReader&&) noexcept = default;

void ReplyReader::feed(std::string_view bytes) {
  // An error of the reader stays and shows in next().
  redisReaderFeed(impl_->reader, bytes.data(), bytes.size());
}

Result<std::optional<Reply>> ReplyReader::next() {
  void* raw = nullptr;
  if (redisReaderGetReply(impl_->reader, &raw) != REDIS_OK) {
    return Error{Errc::redis_unavailable, std::string("Redis' answer is no answer: ") + impl_->reader->errstr};
  }
  if (raw == nullptr) return std::optional<Reply>();
  const std::unique_ptr<redisReply, FreeReply> reply(static_cast<redisReply*>(raw));
  return std::optional<Reply>(to_reply(*reply));
}

}  // namespace sipro::redis
