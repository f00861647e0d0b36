#include "uploads/document_head.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sipro::gateway {
namespace {

std::string entry(const std::string& name, const std::string& content = "<xml/>") {
  std::string head("PK\x03\x04", 4);
  head.append(22, '\0');
  head += static_cast<char>(name.size());
  head.append(3, '\0');
  return head + name + content;
}

struct Case {
  const char* title;
  std::string head;
  const char* filename;
  bool document;
};

TEST(DocumentHead, ContentAndNameMustAgree) {
  const std::string types = entry("[Content_Types].xml");
  const Case cases[] = {
      {"a PDF", "%PDF-1.7\n", "BRS April.pdf", true},
      {"a PDF in capitals", "%PDF-1.4\n", "BRS.PDF", true},
      {"a PDF called DOCX", "%PDF-1.7\n", "BRS.docx", false},
      {"a web page called PDF", "<html>", "BRS.pdf", false},
      {"a DOCX of an office program", types + entry("_rels/.rels") + entry("word/document.xml"), "BRS.docx", true},
      {"a DOCX whose kind the head doesn't show", types, "BRS.docx", true},
      {"a PPTX", entry("docProps/app.xml") + entry("ppt/presentation.xml"), "Paparan.pptx", true},
      {"a workbook that begins with its sheet", entry("xl/worksheets/sheet1.xml"), "Tabel.xlsx", true},
      {"a workbook called DOCX", types + entry("xl/workbook.xml"), "Tabel.docx", false},
      {"a DOCX called PPTX", entry("word/document.xml"), "BRS.pptx", false},
      {"an archive called XLSX", entry("virus.exe"), "Tabel.xlsx", false},
      {"an archive", types, "Tabel.zip", false},
      {"an open document", entry("mimetype", "application/vnd.oasis"), "BRS.docx", false},
      {"an old document", "\xD0\xCF\x11\xE0", "BRS.doc", false},
      {"an entry that is cut off", types.substr(0, 20), "BRS.docx", false},
      {"a name that is cut off", types.substr(0, 35), "BRS.docx", false},
      {"an empty file", "", "BRS.pdf", false},
      {"no extension", "%PDF-1.7", "BRS", false},
      {"a dot only", "%PDF-1.7", ".", false},
      {"nothing at all", "", "", false},
  };
  for (const Case& it : cases) EXPECT_EQ(looks_like_document(it.head, it.filename), it.document) << it.title;
}

}  // namespace
}  // namespace sipro::gateway
