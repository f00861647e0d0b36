#include "queue/library.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "base/sha256.hpp"

namespace sipro::queue {
namespace {

/// functions/versions.txt: the SHA-256 of each library's text, by its number.
std::map<unsigned, std::string> texts_that_were() {
  std::ifstream in(std::string(SIPRO_SOURCE) + "/common/queue/functions/versions.txt");
  std::map<unsigned, std::string> texts;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) continue;
    unsigned number = 0;
    std::string sha256;
    std::istringstream(line) >> number >> sha256;
    texts[number] = sha256;
  }
  return texts;
}

// A process keeps to the functions that Redis holds under its number, whoever loaded them.
TEST(Library, AnotherTextHasAnotherNumber) {
  const auto texts = texts_that_were();
  ASSERT_FALSE(texts.empty());
  EXPECT_EQ(texts.rbegin()->first, kLibrary) << "kLibrary is the last number of functions/versions.txt";
  EXPECT_EQ(texts.rbegin()->second, sha256_of(library_text()))
      << "The text of the functions is another one than that of sipro_v" << kLibrary
      << ". Raise kLibrary, run this test again, and add a line with the SHA-256 that it tells to "
         "functions/versions.txt";
}

TEST(Library, TheNumberStandsInItsNameAndInThoseOfItsFunctions) {
  const std::string number = std::to_string(kLibrary);
  EXPECT_TRUE(library_text().starts_with("#!lua name=sipro_v" + number + "\nlocal VERSION = '" + number + "'\n"));
}

}  // namespace
}  // namespace sipro::queue
