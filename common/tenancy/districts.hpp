// The districts of this installation: config/districts.json (schemas/districts.schema.json), written whole by
// sipro-admin, re-read by gateways and workers when its content changes.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "storage/files.hpp"
#include "storage/layout.hpp"
#include "tenancy/keeping.hpp"

namespace sipro::tenancy {

enum class Role { district, province };

struct District {
  std::string id;      // "2101"
  std::string name;    // "Kabupaten Karimun": the office in titles and source lines
  std::string kabkot;  // "KARIMUN"; empty for a province: nothing is set aside
  Role role = Role::district;
  std::chrono::minutes offset{7 * 60};  // WIB +07, WITA +08, WIT +09
  unsigned cap = 2;                     // jobs that may run at once
  unsigned jobs_a_day = 0;              // 0: what the gateway is set to
  std::uint64_t quota_bytes = 0;        // of uploads and libraries, counted by declared length; 0: the gateway's
  unsigned uploads_days = 0;            // uploads are kept; 0: as the installation's
  unsigned jobs_months = 0;             // jobs are kept after their end; 0: as the installation's
  Keeping keeping;                      // what holds, by both
  std::string province;          // id of the province that sees the state of its jobs and libraries; may be empty
  bool shared = false;           // the province may also download its results and libraries
  std::string contact_name;      // Contact Person: the team lead; may be empty
  std::string contact_whatsapp;  // digits with the country's code, "6281234567890"; may be empty
  std::string historis_url;      // https://...: Data Historis lies elsewhere; empty: here
  std::string publikasi_url;     // Publikasi likewise
  std::string login_hash;        // argon2id of the login code; empty: nobody can log in
  std::string feature_hash;      // of the feature code; empty: locked for everyone

  bool operator==(const District&) const = default;
};

struct Districts {
  unsigned uploads_days = 0;        // of every district that has none of its own; 0: the default of Keeping
  unsigned jobs_months = 0;         // likewise
  std::vector<District> districts;  // by id
  std::string content_hash;         // SHA-256 of the file they were read from

  [[nodiscard]] const District* find(std::string_view id) const;
  /// Of the installation.
  [[nodiscard]] Keeping keeping() const;
};

/// Errors: config_invalid, told in English for the operator: the key and what it should be.
Result<Districts> parse_districts(std::string_view text);
std::string to_json(const Districts& districts);

/// Printable ASCII that begins with https:// and can stand in a page's link.
bool is_https_url(std::string_view text);
/// 8 to 15 digits that don't begin with 0: what wa.me takes.
bool is_whatsapp_number(std::string_view text);

/// Errors: not_found where there is no file yet.
Result<Districts> read_districts(storage::Files& files, const storage::Layout& layout);
/// Writes the file whole; the 10 versions before it stay beside it as districts-<time of writing>-<8 hex>.json.
/// Errors also: config_invalid, for what could not be read back; nothing is written then.
Result<void> write_districts(storage::Files& files, const storage::Layout& layout, const Districts& districts);

/// argon2id with a random salt, in its usual text form ("$argon2id$v=19$m=19456,t=2,p=1$..."). About 20 ms.
std::string hash_code(std::string_view code);
/// Codes that stand in the public handbook, such as "bps2101".
std::vector<std::string> demo_codes();

/// In constant time. An empty or damaged hash takes as long as a real one and is never right.
bool verify_code(std::string_view code, const std::string& hash);

}  // namespace sipro::tenancy
