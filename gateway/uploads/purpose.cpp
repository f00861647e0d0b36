#include "uploads/purpose.hpp"

#include <algorithm>

#include "uploads/document_head.hpp"
#include "uploads/statistics_head.hpp"

namespace sipro::gateway {
namespace {

bool is_statistics(std::string_view head, std::string_view /*filename*/) { return looks_like_statistics(head); }

constexpr std::string_view kNotStatistics =
    "Berkas ini bukan berkas statistik. Unggah berkas SPSS (.sav, .zsav, .por) atau Stata (.dta).";

constexpr std::string_view kNotADocument =
    "Berkas ini bukan dokumen yang diterima Publikasi. Unggah berkas PDF, Word (.docx), PowerPoint (.pptx) atau Excel "
    "(.xlsx), dengan nama yang sesuai jenisnya.";

constexpr Purpose kPurposes[] = {
    {"data", "uploads", false, &is_statistics, "file_not_statistics", kNotStatistics},
    {"historis", "library/historis", true, &is_statistics, "file_not_statistics", kNotStatistics},
    {"publikasi", "library/publikasi", true, &looks_like_document, "file_not_document", kNotADocument},
};

}  // namespace

std::span<const Purpose> purposes() { return kPurposes; }

const Purpose* find_purpose(std::string_view name) {
  const auto is_it = [name](const Purpose& purpose) { return purpose.name == name; };
  const auto* found = std::find_if(std::begin(kPurposes), std::end(kPurposes), is_it);
  return found == std::end(kPurposes) ? nullptr : found;
}

std::filesystem::path upload_folder(std::string_view purpose) { return find_purpose(purpose)->folder; }

}  // namespace sipro::gateway
