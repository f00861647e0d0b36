#include "http/connection.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "http/header_checks.hpp"
#include "http/problem.hpp"
#include "http/trace.hpp"

namespace sipro::http {
namespace {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using boost::asio::ip::tcp;

constexpr auto kToken = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr std::size_t kPiece = 256 * 1024;
/// What is read and not yet understood. Beast 1.81: a chunk's extension or trailer is collected here whole, without
/// another limit, and a trailer's field beyond 64 KiB throws out of the loop.
constexpr std::size_t kBufferBytes = 64 * 1024;

Method method_of(bhttp::verb verb) {
  switch (verb) {
    case bhttp::verb::get: return Method::get;
    case bhttp::verb::head: return Method::head;
    case bhttp::verb::post: return Method::post;
    case bhttp::verb::put: return Method::put;
    case bhttp::verb::patch: return Method::patch;
    case bhttp::verb::delete_: return Method::remove;
    case bhttp::verb::options: return Method::options;
    default: return Method::other;
  }
}

using Parser = bhttp::request_parser<bhttp::buffer_body>;

void limit(Parser& parser, std::uint32_t header_bytes) {
  parser.header_limit(header_bytes);
  parser.body_limit(boost::none);
}

/// Precondition: its head is whole.
void take_head(const Parser& parser, Request& request) {
  const auto& message = parser.get();
  request.method = method_of(message.method());
  request.target = std::string(message.target());
  request.version = message.version();
  for (const auto& field : message) {
    request.headers.add({field.name_string().data(), field.name_string().size()},
                        {field.value().data(), field.value().size()});
  }
  const auto length = parser.content_length();
  if (length) request.content_length = *length;
}

class Connection final : public BodyReader {
 public:
  Connection(tcp::socket socket, const ConnectionLimits& limits, asio::Pool& files, Traffic& traffic)
      : stream_(std::move(socket)), limits_(limits), files_(files), traffic_(traffic) {
    ++traffic_.accepted;
    boost::system::error_code error;
    const auto endpoint = stream_.socket().remote_endpoint(error);
    if (!error) peer_ = {endpoint.address().to_string(), is_loopback(endpoint.address()), false};
  }

  asio::Task<> serve(Application& application, const bool& draining);
  asio::Task<Result<std::size_t>> read(std::span<char> buffer) override;

  /// Not where a request has come that is only not read yet.
  void close_if_idle() {
    boost::system::error_code error;
    if (idle_ && stream_.socket().available(error) == 0) stream_.close();
  }

  [[nodiscard]] bool is_silent() const { return request_.id.empty(); }

 private:
  enum class Head { read, refused, gone };

  static bool is_loopback(const boost::asio::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
      return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).is_loopback();
    return address.is_loopback();
  }

  static Error went_away() { return {Errc::wrong_usage, "Isi permintaan terputus. Kirim permintaannya sekali lagi."}; }

  asio::Task<Head> read_head();
  asio::Task<Result<std::size_t>> read_counted(std::span<char> buffer);
  asio::Task<Result<std::size_t>> read_chunked(std::span<char> buffer);
  asio::Task<bool> write(const Response& response, bool keep_alive);
  asio::Task<bool> write_file(const FileBody& body);
  asio::Task<> drain();
  [[nodiscard]] bool body_is_read() const { return request_.content_length ? body_left_ == 0 : parser_->is_done(); }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_{kBufferBytes};
  std::unique_ptr<Parser> parser_;
  Request request_;
  Peer peer_;
  const ConnectionLimits& limits_;
  asio::Pool& files_;
  Traffic& traffic_;
  bool idle_ = false;
  bool wants_continue_ = false;
  std::uint64_t body_left_ = 0;     // where its length was told
  std::size_t until_deadline_ = 0;  // bytes of the body that the time is for
};

asio::Task<Connection::Head> Connection::read_head() {
  parser_ = std::make_unique<Parser>();
  limit(*parser_, limits_.header_bytes);
  if (buffer_.size() == 0) {
    // Until its first byte the connection is idle, and may be closed without harm.
    idle_ = true;
    stream_.expires_after(is_silent() ? limits_.header_time : limits_.idle_time);
    const auto room = buffer_.prepare(4096);
    const auto [failure, got] = co_await stream_.async_read_some(room, kToken);
    idle_ = false;
    if (failure) co_return Head::gone;
    buffer_.commit(got);
  }
  stream_.expires_after(limits_.header_time);
  const auto [error, bytes] = co_await bhttp::async_read_header(stream_, buffer_, *parser_, kToken);
  traffic_.bytes_in += bytes;
  request_ = Request();
  request_.id = random_hex(8);
  request_.peer = peer_;
  if (!error) {
    take_head(*parser_, request_);
    request_.trace = trace_id_of(request_.headers);
    body_left_ = request_.content_length.value_or(0);
    until_deadline_ = 0;
    wants_continue_ = request_.headers.get("expect").value_or("") == "100-continue";
    co_return Head::read;
  }
  const bool broken = error.category() == bhttp::make_error_code(bhttp::error::bad_method).category();
  if (!broken || error == bhttp::error::end_of_stream || error == bhttp::error::partial_message) co_return Head::gone;
  const bool too_long = error == bhttp::error::header_limit;
  Response response =
      too_long ? problem(request_, 431, "header_too_large",
                         "Kepala permintaan terlalu panjang. Hapus kuki situs ini di peramban, lalu coba lagi.")
               : problem(request_, 400, "bad_request", "Permintaan HTTP tidak dapat dibaca.");
  log::info("request_unreadable", {{"req", request_.id}, {"peer", peer_.address}, {"reason", error.message()}});
  add_common_headers(request_, response);
  co_await write(response, false);
  co_return Head::refused;
}

asio::Task<Result<std::size_t>> Connection::read(std::span<char> buffer) {
  if (body_is_read()) co_return std::size_t{0};
  if (wants_continue_) {
    wants_continue_ = false;
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto bytes = boost::asio::buffer(kContinue.data(), kContinue.size());
    const auto [failure, sent] = co_await boost::asio::async_write(stream_, bytes, kToken);
    if (failure) co_return went_away();
  }
  if (until_deadline_ == 0) {
    stream_.expires_after(limits_.piece_time);
    until_deadline_ = kPiece;
  }
  Result<std::size_t> got = std::size_t{0};
  if (request_.content_length) {
    got = co_await read_counted(buffer);
  } else {
    got = co_await read_chunked(buffer);
  }
  if (got) {
    until_deadline_ -= std::min(until_deadline_, *got);
    traffic_.bytes_in += *got;
  }
  co_return got;
}

/// Of a body whose length was told: past the parser, into the caller's buffer.
asio::Task<Result<std::size_t>> Connection::read_counted(std::span<char> buffer) {
  const std::size_t wanted = std::min<std::uint64_t>(buffer.size(), body_left_);
  std::size_t got = std::min(wanted, buffer_.size());
  if (got > 0) {
    std::memcpy(buffer.data(), buffer_.data().data(), got);
    buffer_.consume(got);
  } else {
    const auto room = boost::asio::buffer(buffer.data(), wanted);
    const auto [error, count] = co_await stream_.async_read_some(room, kToken);
    if (error) co_return went_away();
    got = count;
  }
  body_left_ -= got;
  co_return got;
}

asio::Task<Result<std::size_t>> Connection::read_chunked(std::span<char> buffer) {
  auto& body = parser_->get().body();
  body.data = buffer.data();
  body.size = buffer.size();
  // The head of a chunk brings no byte of the body.
  while (body.size == buffer.size() && !parser_->is_done()) {
    const auto [error, bytes] = co_await bhttp::async_read_some(stream_, buffer_, *parser_, kToken);
    if (error && error != bhttp::error::need_buffer) co_return went_away();
  }
  co_return buffer.size() - body.size;
}

asio::Task<bool> Connection::write(const Response& response, bool keep_alive) {
  const bool bodiless = request_.method == Method::head || response.status == 204 || response.status == 304;
  bhttp::response<bhttp::string_body> message;
  message.version(request_.version == 10 ? 10 : 11);
  message.result(response.status);
  for (const auto& [name, value] : response.headers) message.insert(name, value);
  message.keep_alive(keep_alive);
  if (response.status != 204 && response.status != 304) message.content_length(response.body_size());
  const auto* text = std::get_if<std::string>(&response.body);
  if (text != nullptr && !bodiless) message.body() = *text;
  stream_.expires_after(limits_.piece_time);
  bhttp::response_serializer<bhttp::string_body> serializer(message);
  if (bodiless || text == nullptr) {
    const auto [error, bytes] = co_await bhttp::async_write_header(stream_, serializer, kToken);
    traffic_.bytes_out += bytes;
    if (error) co_return false;
    if (bodiless) co_return true;
    co_return co_await write_file(std::get<FileBody>(response.body));
  }
  const auto [error, bytes] = co_await bhttp::async_write(stream_, serializer, kToken);
  traffic_.bytes_out += bytes;
  co_return !error;
}

asio::Task<bool> Connection::write_file(const FileBody& body) {
  std::vector<char> piece(kPiece);
  std::uint64_t done = 0;
  while (done < body.length) {
    const std::size_t wanted = std::min<std::uint64_t>(kPiece, body.length - done);
    auto read_piece = [&piece, &body, done, wanted] {
      for (;;) {
        const ssize_t got = ::pread(body.file.get(), piece.data(), wanted, static_cast<off_t>(body.offset + done));
        if (got >= 0 || errno != EINTR) return got;
      }
    };
    const auto got = co_await asio::offload(&files_, std::move(read_piece));
    if (!got || *got <= 0) {
      // The status is gone already; a cut connection tells the client that the file is not whole.
      log::error("download_cut", {{"req", request_.id}, {"offset", body.offset + done}});
      co_return false;
    }
    stream_.expires_after(limits_.piece_time);
    const auto bytes = boost::asio::buffer(piece.data(), static_cast<std::size_t>(*got));
    const auto [error, sent] = co_await boost::asio::async_write(stream_, bytes, kToken);
    traffic_.bytes_out += sent;
    if (error) co_return false;
    done += static_cast<std::uint64_t>(*got);
  }
  co_return true;
}

asio::Task<> Connection::drain() {
  boost::system::error_code ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  // Closed with unread bytes, the connection would be reset, and the answer lost on its way.
  stream_.expires_after(limits_.drain_time);
  std::vector<char> rest(kPiece);
  std::uint64_t drained = 0;
  while (drained < limits_.drained_bytes) {
    const auto room = boost::asio::buffer(rest);
    const auto [error, got] = co_await stream_.async_read_some(room, kToken);
    if (error) co_return;
    drained += got;
  }
}

asio::Task<> Connection::serve(Application& application, const bool& draining) {
  for (;;) {
    const Head head = co_await read_head();
    if (head == Head::gone) co_return;
    if (head == Head::refused) {
      co_await drain();
      co_return;
    }
    const auto started = std::chrono::steady_clock::now();
    const Response response = co_await application.answer(request_, *this);
    const bool keep = parser_->get().keep_alive() && body_is_read() && !response.close && !draining;
    const bool written = co_await write(response, keep);
    const auto took = std::chrono::steady_clock::now() - started;
    const auto level = response.status < 400 && !is_unsafe(request_.method) ? log::Level::debug : log::Level::info;
    log::write(level, "request",
               {{"req", request_.id},
                {"trace", request_.trace},
                {"peer", request_.peer.address},
                {"method", to_string(request_.method)},
                {"target", logged_target(request_)},
                {"status", response.status},
                {"ms", std::chrono::duration<double, std::milli>(took).count()}});
    if (!written) co_return;
    if (!keep) {
      if (!body_is_read()) co_await drain();
      co_return;
    }
  }
}

}  // namespace

std::optional<Request> parse_head(std::string_view bytes) {
  Parser parser;
  limit(parser, kHeaderBytes);
  beast::error_code error;
  parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  if (error || !parser.is_header_done()) return std::nullopt;
  Request request;
  take_head(parser, request);
  return request;
}

struct Connections::State {
  Application& application;
  asio::Pool& files;
  ConnectionLimits limits;
  std::list<Connection*> open;
  bool draining = false;
  Traffic traffic;
};

Connections::Connections(Application& application, asio::Pool& files, ConnectionLimits limits)
    : state_(std::make_unique<State>(State{application, files, limits, {}, false, {}})) {}

Connections::~Connections() = default;

asio::Task<> Connections::serve(tcp::socket socket) {
  Connection connection(std::move(socket), state_->limits, state_->files, state_->traffic);
  struct Listed {
    std::list<Connection*>& open;
    std::list<Connection*>::iterator at;
    ~Listed() { open.erase(at); }
  };
  const Listed listed{state_->open, state_->open.insert(state_->open.end(), &connection)};
  co_await connection.serve(state_->application, state_->draining);
}

void Connections::refuse() { ++state_->traffic.refused; }

void Connections::drain() {
  state_->draining = true;
  for (Connection* connection : state_->open)
    if (!connection->is_silent()) connection->close_if_idle();
}

void Connections::close_silent() {
  for (Connection* connection : state_->open)
    if (connection->is_silent()) connection->close_if_idle();
}

std::size_t Connections::size() const { return state_->open.size(); }

const Traffic& Connections::traffic() const { return state_->traffic; }

}  // namespace sipro::http
