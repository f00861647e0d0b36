#include <gtest/gtest.h>

#include <array>
#include <filesystem>

#include "workbook/book_numbers.hpp"
#include "workbook/scratch.hpp"

namespace sipro::workbook {
namespace {

struct Restoring {
  const char* name;
  const char* printed;
  std::vector<double> numbers;
  bool restored;
  const char* expected;
};

class ExactNumbers : public testing::TestWithParam<Restoring> {};

TEST_P(ExactNumbers, StandInTheSheetOrItIsLeftAsItWas) {
  std::string xml = GetParam().printed;
  EXPECT_EQ(restore_exact_numbers(xml, GetParam().numbers), GetParam().restored);
  EXPECT_EQ(xml, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Sheets, ExactNumbers,
    testing::Values(
        Restoring{"SeventeenDigits",
                  R"(<c r="A1" s="1"><v>0.3</v></c>)",
                  {0.1 + 0.2},
                  true,
                  R"(<c r="A1" s="1"><v>0.30000000000000004</v></c>)"},
        Restoring{"TextIsPassedOver",
                  R"(<c t="s"><v>3</v></c><c s="2"><v>7.5</v></c>)",
                  {7.5},
                  true,
                  R"(<c t="s"><v>3</v></c><c s="2"><v>7.5</v></c>)"},
        Restoring{"Exponent", R"(<c><v>1.5E+30</v></c>)", {1.5e30}, true, R"(<c><v>1.5e+30</v></c>)"},
        Restoring{"Zero", R"(<c><v>0</v></c>)", {0.0}, true, R"(<c><v>0</v></c>)"},
        Restoring{"NoNumbers", R"(<c t="s"><v>3</v></c>)", {}, true, R"(<c t="s"><v>3</v></c>)"},
        Restoring{"AnotherNumber", R"(<c><v>0.3</v></c>)", {0.4}, false, R"(<c><v>0.3</v></c>)"},
        Restoring{"OneTooFew", R"(<c><v>1</v></c><c><v>2</v></c>)", {1}, false, R"(<c><v>1</v></c><c><v>2</v></c>)"},
        Restoring{"OneTooMany", R"(<c><v>1</v></c>)", {1, 2}, false, R"(<c><v>1</v></c>)"},
        Restoring{"Comma", R"(<c><v>1234567,891</v></c>)", {1234567.891}, false, R"(<c><v>1234567,891</v></c>)"}),
    [](const auto& test) { return test.param.name; });

class ScratchPart : public testing::TestWithParam<std::size_t> {};

TEST_P(ScratchPart, GivesBackWhatWasWritten) {
  Scratch scratch(std::filesystem::temp_directory_path(), GetParam(), nullptr);
  std::FILE* const part = scratch.open_part();
  ASSERT_NE(part, nullptr);
  std::string written;
  for (int i = 0; i < 20'000; ++i) written += "baris " + std::to_string(i) + "\n";
  EXPECT_EQ(std::fwrite(written.data(), 1, written.size(), part), written.size());
  EXPECT_EQ(std::fflush(part), 0);
  std::rewind(part);
  std::string read(written.size() + 10, '?');
  read.resize(std::fread(read.data(), 1, read.size(), part));
  EXPECT_TRUE(std::feof(part));
  EXPECT_EQ(read, written);
  EXPECT_EQ(std::fclose(part), 0);
  EXPECT_EQ(scratch.error(), 0);
}

INSTANTIATE_TEST_SUITE_P(MemoryBytes, ScratchPart, testing::Values(0U, 5000U, 1U << 20U),
                         testing::PrintToStringParamName());

TEST(Scratch, RemembersThatAPartCouldNotBeWritten) {
  Scratch scratch("/nowhere", 100, nullptr);
  std::FILE* const part = scratch.open_part();
  ASSERT_NE(part, nullptr);
  const std::array<char, 200> bytes{};
  std::fwrite(bytes.data(), 1, bytes.size(), part);
  EXPECT_NE(std::fflush(part), 0);
  std::rewind(part);  // forgets the stream's error
  EXPECT_EQ(scratch.error(), ENOENT);
}

TEST(Scratch, LetsAPartBeFinishedBeforeItIsRead) {
  Scratch scratch(".", 100, [](std::string& text) { text += " selesai"; });
  std::FILE* const part = scratch.open_part();
  std::fputs("belum", part);
  std::rewind(part);
  std::array<char, 100> read{};
  EXPECT_STREQ(std::fgets(read.data(), read.size(), part), "belum selesai");
}

}  // namespace
}  // namespace sipro::workbook
