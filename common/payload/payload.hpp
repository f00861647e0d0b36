// What a job is asked to do: the payload that gateways write and workers read (schemas/job.schema.json, version 1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"

namespace sipro::payload {

/// The newest version that this program writes and understands.
inline constexpr int kVersion = 1;

/// A file below the district's folder, as it was when the job was accepted.
struct FileInput {
  std::string path;    // relative to the district's folder: "uploads/<id>/data"
  std::string sha256;  // empty: not known
  std::uint64_t size = 0;

  bool operator==(const FileInput&) const = default;
};

/// The clean file of a preprocess job that will have succeeded when this one runs.
struct JobInput {
  std::string job;

  bool operator==(const JobInput&) const = default;
};

struct Input {
  std::variant<FileInput, JobInput> source;
  std::string name;         // as reports show it: "Ekspor 2024.sav"
  std::optional<int> year;  // of a file without TAHUN

  bool operator==(const Input&) const = default;
};

struct Preprocess {
  std::string flow;  // "ekspor", "impor"
  std::vector<Input> inputs;
  std::string overlap = "stop";  // "stop", "latest", "keep"
  bool accept_flow = false;
  std::string kabkot;     // empty: nothing is set aside
  std::string hs_master;  // relative to the root: "config/hs/<sha256>.csv"; empty: none

  bool operator==(const Preprocess&) const = default;
};

/// Only looks (sipro inspect): the result is periksa.json.
struct Check {
  std::vector<Input> inputs;

  bool operator==(const Check&) const = default;
};

struct Olah {
  std::string tables;           // "ekspor", "impor", "neraca", "semua"
  std::optional<Input> ekspor;  // present where the tables need it
  std::optional<Input> impor;
  int year = 0;
  int month = 0;
  std::string gaps = "absent";  // "absent", "zero"
  bool accept_flow = false;
  std::string office;  // "Kabupaten Karimun"

  bool operator==(const Olah&) const = default;
};

struct Payload {
  std::variant<Preprocess, Check, Olah> work;
  std::string time;  // of the job, ISO 8601 with the district's offset: in notes and stamps of every result

  bool operator==(const Payload&) const = default;
};

/// "preprocess" (a check too) or "olah".
std::string_view kind_of(const Payload& payload);

/// One JSON object, its keys always in the same order.
std::string to_json(const Payload& payload);

/// Errors: fact_damaged, with the key that is wrong.
Result<Payload> parse_payload(std::string_view text);

}  // namespace sipro::payload
