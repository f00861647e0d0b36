// Whether a file's beginning looks like a document that Publikasi takes (PDF, DOCX, PPTX, XLSX), and like the one that
// its name says. Only a first look: nobody here opens it, and it is given out as an attachment only.
#pragma once

#include <string_view>

namespace sipro::gateway {

/// `head`: the first 4 KiB, or all of a smaller file.
bool looks_like_document(std::string_view head, std::string_view filename);

}  // namespace sipro::gateway
