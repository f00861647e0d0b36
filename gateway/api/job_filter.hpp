// Which of a district's jobs its history shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/request.hpp"
#include "queue/job.hpp"

namespace sipro::gateway {

/// What is empty lets every job through.
struct JobFilter {
  std::vector<std::string> kinds;  // "preprocess", "check", "olah"
  std::vector<queue::JobState> states;
  std::string flow;          // of a preprocess job
  std::string tables;        // of an olah job
  std::optional<int> year;   // of its tables
  std::optional<int> month;  // of its tables
  bool kept = false;         // only what is kept
  std::string text;          // in the officer's name or an input's name, in upper or lower case

  bool operator==(const JobFilter&) const = default;
};

/// kind and state may name several, with commas. Errors: wrong_usage, told for officers.
Result<JobFilter> read_job_filter(const http::Request& request);

bool lets_through(const JobFilter& filter, const queue::JobView& job);

}  // namespace sipro::gateway
