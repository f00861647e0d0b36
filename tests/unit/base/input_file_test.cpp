#include "base/input_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "base/sha256.hpp"
#include "support/scratch_folder.hpp"

namespace sipro {
namespace {

class InputFile : public testing::Test {
 protected:
  ~InputFile() override { ::close(descriptor_); }

  [[nodiscard]] std::string by_descriptor() const { return "/dev/fd/" + std::to_string(descriptor_); }

  test::ScratchFolder folder_;
  std::filesystem::path path_ = folder_.file("data", "abcdef");
  int descriptor_ = -1;
};

TEST_F(InputFile, OfADescriptorIsRead_AlsoWhenItsNameIsGone) {
  descriptor_ = ::open(path_.c_str(), O_RDONLY);
  std::filesystem::remove(path_);
  EXPECT_EQ(read_input(by_descriptor(), 100).value(), "abcdef");
  EXPECT_EQ(sha256_of_file(by_descriptor()).value(), sha256_of("abcdef"));
}

TEST_F(InputFile, OfADescriptorIsReadFromItsStartWithoutMovingIt) {
  descriptor_ = ::open(path_.c_str(), O_RDONLY);
  ASSERT_EQ(::lseek(descriptor_, 3, SEEK_SET), 3);
  EXPECT_EQ(read_input(by_descriptor(), 100).value(), "abcdef");
  EXPECT_EQ(sha256_of_file(by_descriptor()).value(), sha256_of("abcdef"));
  EXPECT_EQ(::lseek(descriptor_, 0, SEEK_CUR), 3);
}

TEST_F(InputFile, ADuplicateIsClosedAlone) {
  descriptor_ = ::open(path_.c_str(), O_RDONLY);
  const int duplicate = open_input(by_descriptor());
  ASSERT_GE(duplicate, 0);
  EXPECT_NE(duplicate, descriptor_);
  EXPECT_NE(::fcntl(duplicate, F_GETFD) & FD_CLOEXEC, 0);
  ::close(duplicate);
  EXPECT_GE(::fcntl(descriptor_, F_GETFD), 0);
}

TEST_F(InputFile, OtherNamesArePaths) {
  EXPECT_EQ(read_input(path_, 100).value(), "abcdef");
  for (const char* name : {"/dev/fd/x", "/dev/fd/-1", "/dev/fd/99999", "/dev/fd/4x"}) {
    EXPECT_LT(open_input(name), 0) << name;
  }
}

TEST_F(InputFile, BeyondItsLimitIsRefused) {
  EXPECT_EQ(read_input(path_, 6).value(), "abcdef");
  const auto refused = read_input(path_, 5);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::file_too_large);
}

TEST_F(InputFile, ReadsAtOffsetsUpToTheEnd) {
  descriptor_ = ::open(path_.c_str(), O_RDONLY);
  std::array<char, 8> to{};
  EXPECT_EQ(read_at(descriptor_, 4, to.data(), to.size()), 2);
  EXPECT_EQ(read_at(descriptor_, 6, to.data(), to.size()), 0);
  EXPECT_EQ(read_at(-1, 0, to.data(), to.size()), -1);
}

}  // namespace
}  // namespace sipro
