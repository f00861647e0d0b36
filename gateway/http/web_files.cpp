#include "http/web_files.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json_fields.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "http/file_response.hpp"
#include "http/header_checks.hpp"

namespace sipro::http {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kFileBytes = 8 << 20;
constexpr std::string_view kIndex = "index.html";
constexpr std::string_view kPages = "pages.json";
constexpr std::string_view kAssets = "assets/";

/// Pages run only what this server sends, and show nothing of elsewhere.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

std::string_view type_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".txt", "text/plain; charset=utf-8"},
      {".pdf", "application/pdf"},
      {".mp4", "video/mp4"},
      {".woff2", "font/woff2"},
  }};
  const auto ends = [name](const auto& type) { return name.ends_with(type.first); };
  const auto* found = std::find_if(kTypes.begin(), kTypes.end(), ends);
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

/// Every file below the folder, with its bytes, by its path from there.
Result<void> read_tree(storage::Files& files, const fs::path& folder, const std::string& prefix,
                       std::map<std::string, std::string>& out) {
  const auto entries = files.list(folder);
  if (!entries) return entries.error();
  for (const storage::Entry& entry : *entries) {
    if (entry.folder) {
      if (auto below = read_tree(files, folder / entry.name, prefix + entry.name + "/", out); !below) return below;
      continue;
    }
    auto bytes = files.read(folder / entry.name, kFileBytes);
    if (!bytes) return bytes.error();
    out[prefix + entry.name] = std::move(*bytes);
  }
  return {};
}

std::string take(std::map<std::string, std::string>& read, const std::string& name) {
  const auto found = read.find(name);
  return found == read.end() ? std::string() : found->second;
}

std::string joined(const std::vector<std::string>& path) {
  std::string out;
  for (const std::string& segment : path) out += (out.empty() ? "" : "/") + segment;
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// "q=0", "q=0.0": not this one.
bool is_refused(std::string_view parameters) {
  const std::size_t q = parameters.find("q=");
  if (q == std::string_view::npos) return false;
  const std::string_view weight = parameters.substr(q + 2);
  return weight.find_first_of("123456789") == std::string_view::npos;
}

}  // namespace

bool accepts(std::string_view accept_encoding, std::string_view coding) {
  bool any = false;
  while (!accept_encoding.empty()) {
    const std::string_view item = accept_encoding.substr(0, accept_encoding.find(','));
    accept_encoding.remove_prefix(std::min(accept_encoding.size(), item.size() + 1));
    const std::size_t semicolon = std::min(item.size(), item.find(';'));
    const std::string_view name = trimmed(item.substr(0, semicolon));
    const bool taken = !is_refused(item.substr(semicolon));
    if (name == coding) return taken;
    if (name == "*") any = taken;
  }
  return any;
}

Result<WebFiles> WebFiles::read(storage::Files& files, const fs::path& folder) {
  std::map<std::string, std::string> read;
  if (auto tree = read_tree(files, folder, "", read); !tree) {
    return Error{Errc::config_invalid, "the pages can't be read: " + tree.error().context +
                                           "; --web or SIPRO_WEB names the folder that the web build made"};
  }
  WebFiles web;
  std::string problem;
  const boost::json::value pages = parse_json(take(read, std::string(kPages)), problem);
  if (!pages.is_array() || !read.contains(std::string(kIndex))) {
    return Error{Errc::config_invalid, folder.string() + " holds no index.html with its pages.json; build the pages"};
  }
  for (const auto& page : pages.get_array()) {
    if (page.is_string()) web.pages_.emplace(std::string_view(page.get_string()));
  }
  for (const auto& [name, bytes] : read) {
    if (name.ends_with(".br") || name.ends_with(".gz") || name == kPages) continue;
    File file;
    file.type = type_of(name);
    file.etag = sha256_of(bytes).substr(0, 32);
    file.immutable = name.starts_with(kAssets);
    file.plain = bytes;
    file.gzip = take(read, name + ".gz");
    file.brotli = take(read, name + ".br");
    web.files_.emplace(name, std::move(file));
  }
  return web;
}

const WebFiles::File* WebFiles::file_at(const std::vector<std::string>& path) const {
  if (path.empty()) return nullptr;
  const bool home = path.size() == 1 && path.front().empty();
  const bool page = home || pages_.contains(path.front());
  const auto found = files_.find(page ? std::string(kIndex) : joined(path));
  return found == files_.end() ? nullptr : &found->second;
}

Response WebFiles::respond(const File& file, const Request& request) {
  const std::string_view taken = request.headers.get("accept-encoding").value_or("");
  const bool brotli = !file.brotli.empty() && accepts(taken, "br");
  const bool gzip = !brotli && !file.gzip.empty() && accepts(taken, "gzip");
  // Each coding is another representation, and so has another strong tag.
  const std::string etag = '"' + file.etag + (brotli ? "-br\"" : gzip ? "-gz\"" : "\"");
  Response response;
  response.header("ETag", etag)
      .header("Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache")
      .header("Vary", "Accept-Encoding")
      .header("Content-Security-Policy", kPagePolicy);
  const auto known = request.headers.get("if-none-match");
  if (known && matches_etag(*known, etag)) {
    response.status = 304;
    return response;
  }
  // What has no compressed twin is compressed in itself, and may be long: a film, a PDF. Players ask for parts.
  if (file.gzip.empty() && file.brotli.empty()) {
    const auto bytes = requested_bytes(request, etag, file.plain.size(), response);
    if (!bytes) return response;
    response.header("Content-Type", file.type);
    response.body = file.plain.substr(bytes->first, bytes->length);
    return response;
  }
  response.header("Content-Type", file.type);
  if (brotli) response.header("Content-Encoding", "br");
  if (gzip) response.header("Content-Encoding", "gzip");
  response.body = brotli ? file.brotli : gzip ? file.gzip : file.plain;
  return response;
}

std::optional<Response> WebFiles::lost(const Request& request) const {
  const bool reads_pages = request.headers.get("accept").value_or("").find("text/html") != std::string_view::npos;
  const auto index = files_.find(kIndex);
  if (!reads_pages || index == files_.end() || request.path.front() == "api") return std::nullopt;
  Response response = respond(index->second, request);
  if (response.status == 200) response.status = 404;
  return response;
}

std::optional<Response> WebFiles::find(const Request& request) const {
  if (request.method != Method::get && request.method != Method::head) return std::nullopt;
  if (const File* file = file_at(request.path)) return respond(*file, request);
  return lost(request);
}

}  // namespace sipro::http
