#include "uploads/document_head.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace sipro::gateway {
namespace {

struct OfficeKind {
  std::string_view extension;
  std::string_view folder;  // of its parts, within the archive
};
constexpr std::array kOfficeKinds = {OfficeKind{"DOCX", "word/"}, OfficeKind{"PPTX", "ppt/"},
                                     OfficeKind{"XLSX", "xl/"}};

constexpr std::string_view kEntry{"PK\x03\x04"};
constexpr std::size_t kEntryBytes = 30;  // of an entry's head, before its name
constexpr std::size_t kNameLengthAt = 26;

/// The name of the archive's entry that begins at `at`; what lies beyond the head is left out.
std::string_view entry_name(std::string_view head, std::size_t at) {
  if (head.size() < at + kEntryBytes) return {};
  const auto byte = [head, at](std::size_t i) { return static_cast<unsigned char>(head[at + kNameLengthAt + i]); };
  const std::size_t length = byte(0) | static_cast<std::size_t>(byte(1)) << 8U;
  return head.substr(at + kEntryBytes, length);
}

/// What every office document has, whatever its kind.
bool is_common_part(std::string_view name) {
  return name == "[Content_Types].xml" || name.starts_with("_rels/") || name.starts_with("docProps/") ||
         name.starts_with("customXml/");
}

/// The first part must be one of an office document, and no part that the head shows may be of another kind.
bool is_office(std::string_view head, const OfficeKind& kind) {
  if (!head.starts_with(kEntry)) return false;
  const std::string_view first = entry_name(head, 0);
  if (!is_common_part(first) && !first.starts_with(kind.folder)) return false;
  for (std::size_t at = 0; at != std::string_view::npos; at = head.find(kEntry, at + 1)) {
    const std::string_view name = entry_name(head, at);
    const auto is_others = [&](const OfficeKind& other) {
      return other.folder != kind.folder && name.starts_with(other.folder);
    };
    if (std::any_of(kOfficeKinds.begin(), kOfficeKinds.end(), is_others)) return false;
  }
  return true;
}

}  // namespace

bool looks_like_document(std::string_view head, std::string_view filename) {
  const std::size_t dot = filename.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string extension = upper(filename.substr(dot + 1));
  if (extension == "PDF") return head.starts_with("%PDF-");
  const auto same = [&extension](const OfficeKind& kind) { return kind.extension == extension; };
  const auto kind = std::find_if(kOfficeKinds.begin(), kOfficeKinds.end(), same);
  return kind != kOfficeKinds.end() && is_office(head, *kind);
}

}  // namespace sipro::gateway
