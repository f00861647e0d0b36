// The HS master in use, ready to be searched, and the names of the chapters.
#pragma once

#include <memory>
#include <string>

#include "base/error.hpp"
#include "content/hs_index.hpp"
#include "storage/files.hpp"
#include "storage/layout.hpp"
#include "tenancy/hs_in_use.hpp"

namespace sipro::gateway {

struct HsMaster {
  tenancy::HsInUse in_use;
  std::string sha256;  // of its file
  HsIndex index;
};

/// `known` where it still is the one in use; null where there is none. Takes some 100 ms for a new one. Errors:
/// fact_damaged, those of storage.
Result<std::shared_ptr<const HsMaster>> read_hs_master(storage::Files& files, const storage::Layout& layout,
                                                       std::shared_ptr<const HsMaster> known);

/// The built-in short name, "Binatang hidup" for 1; `chapter` is 1 to 99.
const std::string& chapter_name(unsigned chapter);

}  // namespace sipro::gateway
