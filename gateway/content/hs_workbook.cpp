#include "content/hs_workbook.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/random.hpp"
#include "content/hs_master.hpp"
#include "workbook/sheets.hpp"

namespace sipro::gateway {
namespace {

/// A name in the folder for temporary files; what has it is removed in the end.
class TemporaryFile {
 public:
  TemporaryFile() {
    static constexpr std::size_t kRandomBytes = 12;
    std::error_code ignored;
    path_ = std::filesystem::temp_directory_path(ignored) / ("sipro-" + random_hex(kRandomBytes) + ".xlsx");
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

workbook::Sheet sheet_of(const std::vector<const HsRow*>& rows, const HsListing& listing) {
  workbook::Sheet sheet;
  sheet.name = "Kode HS";
  sheet.title = listing.title;
  sheet.head = {"Kode HS", "Uraian", "Description", "Golongan", "Nama Golongan"};
  sheet.notes = listing.notes;
  sheet.rows.reserve(rows.size());
  for (const HsRow* row : rows) {
    const unsigned chapter = chapter_of(row->code);
    const std::string name = chapter == 0 ? std::string() : chapter_name(chapter);
    sheet.rows.push_back({row->code, row->uraian, row->description, row->code.substr(0, 2), name});
  }
  return sheet;
}

}  // namespace

Result<std::string> hs_workbook(const std::vector<const HsRow*>& rows, const HsListing& listing) {
  const TemporaryFile file;
  if (auto written = workbook::write_sheets(file.path(), {sheet_of(rows, listing)}, listing.created); !written) {
    return written.error();
  }
  std::ifstream in(file.path(), std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  if (in.bad() || bytes.empty()) return Error{Errc::write_failed, file.path().string() + ": can't be read back"};
  return bytes;
}

}  // namespace sipro::gateway
