// Found HS codes as a workbook.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/moment.hpp"
#include "content/hs_index.hpp"

namespace sipro::gateway {

struct HsListing {
  std::string title;
  std::vector<std::string> notes;
  Moment created;
};

/// The bytes of an .xlsx; equal arguments give equal bytes. On a pool thread: a whole master takes some 100 ms. Errors:
/// write_failed, storage_full (of the folder for temporary files).
Result<std::string> hs_workbook(const std::vector<const HsRow*>& rows, const HsListing& listing);

}  // namespace sipro::gateway
