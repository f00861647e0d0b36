// What the HS search of a request finds: in the master in use, or else among the codes of the district's own data.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "api/context.hpp"
#include "content/hs_master.hpp"

namespace sipro::gateway {

struct HsSearch {
  std::string query;
  unsigned chapter = 0;                    // 0: all
  std::shared_ptr<const HsMaster> master;  // null: none was imported
  std::shared_ptr<const HsIndex> index;    // what was searched; owns what was found
  HsIndex::Found found;
};

/// Or the answer that the request is refused with.
asio::Task<std::variant<HsSearch, http::Response>> search_hs(Context& context);

/// What a page says where there is no master.
inline constexpr std::string_view kNoMaster =
    "Master HS belum diimpor: yang tampil hanya golongan barang dan kode yang ada dalam data kabupaten/kota Anda. "
    "Pengelola SIPRO dapat mengimpornya dengan: sipro-admin hs import BERKAS.csv";

}  // namespace sipro::gateway
