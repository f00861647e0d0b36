// What POST /jobs and POST /packages ask for, as it stands in their bodies.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/json_fields.hpp"

namespace sipro::gateway {

struct InputRequest {
  enum class Kind { upload, job, file };
  Kind kind = Kind::upload;
  std::string id;
  std::optional<int> year;  // of a file without TAHUN
};

struct PreprocessRequest {
  std::string flow;
  std::vector<InputRequest> inputs;
  std::string overlap = "stop";
  bool accept_flow = false;
};

struct CheckRequest {
  std::vector<InputRequest> inputs;
};

struct OlahRequest {
  std::string tables;
  std::optional<InputRequest> ekspor;
  std::optional<InputRequest> impor;
  int year = 0;
  int month = 0;
  std::string gaps = "absent";
  bool accept_flow = false;
};

struct JobRequest {
  std::variant<PreprocessRequest, CheckRequest, OlahRequest> work;
  bool again = false;  // do not join an equal job
};

/// Two preprocess jobs and one olah "semua" after both.
struct PackageRequest {
  PreprocessRequest ekspor;
  PreprocessRequest impor;
  int year = 0;
  int month = 0;
  std::string gaps = "absent";
  bool again = false;
};

/// True where an input is a file of Data Historis, which the feature code must have unlocked.
bool uses_library(const JobRequest& request);
bool uses_library(const PackageRequest& request);

/// How many files the largest of its jobs reads.
std::size_t files_of(const JobRequest& request);
std::size_t files_of(const PackageRequest& request);

/// Faults stand in the fields' problem.
JobRequest read_job_request(JsonFields& fields);
PackageRequest read_package_request(JsonFields& fields);

}  // namespace sipro::gateway
