// The pages as the bundler left them: read once at the start, served from memory. A file that has a twin of its name
// with ".br" or ".gz" is sent compressed to who takes that. What lies in assets/ is named by its content.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "storage/files.hpp"

namespace sipro::http {

class WebFiles {
 public:
  WebFiles() = default;

  /// Reads `folder`: index.html, pages.json (the first parts of the addresses that index.html answers too), the rest.
  /// Errors: config_invalid, told for the operator.
  static Result<WebFiles> read(storage::Files& files, const std::filesystem::path& folder);

  /// The answer to a GET or HEAD; nothing where the address is none of a page or file. A browser that was sent to such
  /// an address gets the pages with 404: they say so, and lead back.
  [[nodiscard]] std::optional<Response> find(const Request& request) const;
  [[nodiscard]] bool empty() const { return files_.empty(); }

 private:
  struct File {
    std::string type;
    std::string etag;
    bool immutable = false;
    std::string plain;
    std::string gzip;    // empty: there is none
    std::string brotli;  // likewise
  };

  [[nodiscard]] const File* file_at(const std::vector<std::string>& path) const;
  [[nodiscard]] std::optional<Response> lost(const Request& request) const;
  static Response respond(const File& file, const Request& request);

  std::map<std::string, File, std::less<>> files_;  // by address without its first "/"
  std::set<std::string, std::less<>> pages_;
};

/// Whether an Accept-Encoding takes `coding`, named with a weight that is not 0; "*" counts.
bool accepts(std::string_view accept_encoding, std::string_view coding);

}  // namespace sipro::http
