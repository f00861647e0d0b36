// A size of pieces, a call, then a server's bytes. However they are cut, they are the same replies; and each reply, as
// the answer to a call of the queue or the session store, is a value or an error, never an exception.
#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/require.hpp"
#include "queue/calls.hpp"
#include "redis/codec.hpp"
#include "services/session_store.hpp"

namespace {

using namespace sipro;

bool same(const redis::Reply& a, const redis::Reply& b);

bool same(const redis::Replies& a, const redis::Replies& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) { return same(x, y); });
}

bool same(const redis::Reply& a, const redis::Reply& b) {
  if (a.value.index() != b.value.index()) return false;
  if (const auto* list = a.array()) return same(*list, *b.array());
  if (const auto* text = a.text()) return *text == *b.text();
  if (const auto* number = a.integer()) return *number == *b.integer();
  if (const auto* error = a.error()) return error->message == b.error()->message;
  return true;
}

struct Read {
  redis::Replies replies;
  bool broken = false;
};

Read read(std::string_view bytes, std::size_t piece) {
  redis::ReplyReader reader;
  Read out;
  while (!bytes.empty() && !out.broken) {
    reader.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    for (;;) {
      auto reply = reader.next();
      out.broken = !reply;
      if (!reply || !*reply) break;
      out.replies.push_back(std::move(**reply));
    }
  }
  return out;
}

/// hiredis 0.14: memory for as many elements as an array's head claims is taken at once. Redis is ours, so that is no
/// danger, and it would be all that the fuzzer finds.
bool claims_too_many(std::string_view bytes) {
  constexpr std::size_t kDigits = 5;
  for (std::size_t star = bytes.find('*'); star != std::string_view::npos; star = bytes.find('*', star + 1)) {
    const std::string_view count = bytes.substr(star + 1);
    if (count.substr(0, count.find_first_not_of("+-0123456789")).size() > kDigits) return true;
  }
  return false;
}

using Answer = void (*)(const redis::Reply& reply);

template <auto Read>
void answer(const redis::Reply& reply) {
  static_cast<void>(Read(reply));
}

void wait_answer(const redis::Reply& reply) { require(gateway::told_wait(reply).count() >= 0); }

namespace calls = queue::calls;
constexpr Answer kAnswers[] = {&answer<&calls::is_library_missing>,
                               &answer<&calls::enqueue_answer>,
                               &answer<&calls::claim_answer>,
                               &answer<&calls::beat_answer>,
                               &answer<&calls::end_answer>,
                               &answer<&calls::reap_answer>,
                               &answer<&calls::cancel_answer>,
                               &answer<&calls::replay_answer>,
                               &answer<&calls::restore_answer>,
                               &answer<&calls::forget_answer>,
                               &answer<&calls::done_answer>,
                               &answer<&calls::audit_answer>,
                               &answer<&calls::show_answer>,
                               &answer<&calls::list_answer>,
                               &answer<&calls::unsaved_answer>,
                               &answer<&calls::stats_answer>,
                               &answer<&calls::processes_answer>,
                               &answer<&calls::recovery_answer>,
                               &answer<&calls::standing_answer>,
                               &answer<&gateway::found_session>,
                               &answer<&gateway::done>,
                               &wait_answer};

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view stream = text_of(bytes + 2, size - 2);
  if (claims_too_many(stream)) return 0;
  const Read whole = read(stream, stream.size());
  const Read pieces = read(stream, 1U + bytes[0]);
  require(whole.broken == pieces.broken && same(whole.replies, pieces.replies));
  for (const redis::Reply& reply : whole.replies) kAnswers[bytes[1] % std::size(kAnswers)](reply);
  // The commands we write are replies of the same grammar.
  const redis::Command command{"SET", std::string(stream), ""};
  std::string sent;
  redis::append_command(command, sent);
  const Read echoed = read(sent, sent.size());
  require(!echoed.broken && echoed.replies.size() == 1 && echoed.replies.front().array() != nullptr);
  const auto& words = *echoed.replies.front().array();
  require(words.size() == command.size() && words[1].text() != nullptr && *words[1].text() == command[1]);
  return 0;
}
