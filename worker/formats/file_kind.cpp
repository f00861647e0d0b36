#include "formats/file_kind.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "formats/por_head.hpp"
#include "formats/read_failure.hpp"

namespace sipro::formats {
namespace {

bool is_dta(std::string_view head) {
  if (head.starts_with("<stata_dta>")) return true;
  // Versions 104 to 115: version, byte order, file type 1, unused.
  if (head.size() < 4) return false;
  const auto version = static_cast<unsigned char>(head[0]);
  return version >= 104 && version <= 115 && (head[1] == 1 || head[1] == 2) && head[2] == 1 && head[3] == 0;
}

}  // namespace

Result<FileKind> kind_of(const FileBytes& file) {
  if (file.size() == 0) return no_bytes();
  FileCursor cursor(file);
  const std::string head = cursor.bytes(std::min<std::uint64_t>(kPorHeadBytes, file.size()));
  if (cursor.exhausted()) return storage_failed();
  if (head.starts_with("$FL2") || head.starts_with("$FL3")) return FileKind::sav;
  if (head.substr(0, 64).find("ENCRYPTEDSAV") != std::string::npos) return encrypted();
  if (head.starts_with("\x5b\xc6\xd3\xf2")) return unsupported("berkas SPSS mesin EBCDIC");
  if (std::string_view("$FL2").starts_with(head) || std::string_view("$FL3").starts_with(head)) return truncated();
  if (is_dta(head)) return FileKind::dta;
  if (is_por(head)) return FileKind::por;
  if (head.find("SPSS PORT FILE") != std::string::npos || std::string_view("<stata_dta>").starts_with(head))
    return truncated();
  return not_statistics();
}

}  // namespace sipro::formats
