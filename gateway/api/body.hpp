// A JSON body, read strictly: every key is asked for; a missing, wrong or unknown one is a problem that names it.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "base/json_fields.hpp"
#include "http/problem.hpp"
#include "http/request.hpp"

namespace sipro::gateway {

class JsonBody {
 public:
  explicit JsonBody(const std::string& text) : value_(parse_json(text, problem_)), fields_(value_, problem_) {}
  JsonBody(const JsonBody&) = delete;
  JsonBody& operator=(const JsonBody&) = delete;

  JsonFields& fields() { return fields_; }
  /// Empty: the body is as it should be.
  const std::string& finish() {
    fields_.done();
    return problem_;
  }

 private:
  std::string problem_;
  boost::json::value value_;
  JsonFields fields_;
};

inline http::Response bad_body(const http::Request& request, const std::string& fault) {
  return problem(request, 400, "invalid_request",
                 "Isi permintaan tidak sesuai. Muat ulang halaman ini, lalu coba lagi.", fault);
}

}  // namespace sipro::gateway
