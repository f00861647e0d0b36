#include "queue/retry_policy.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace sipro::queue {
namespace {

using std::chrono::milliseconds;

TEST(RetryPolicy, ClassesDecideWhatFollows) {
  EXPECT_EQ(fail_class(Errc::file_truncated), FailClass::file);
  EXPECT_EQ(fail_class(Errc::data_stop), FailClass::file);
  EXPECT_EQ(fail_class(Errc::input_missing), FailClass::file);
  EXPECT_EQ(fail_class(Errc::storage_full), FailClass::resource);
  EXPECT_EQ(fail_class(Errc::write_failed), FailClass::resource);
  EXPECT_EQ(fail_class(Errc::child_crashed), FailClass::crash);
  EXPECT_EQ(fail_class(Errc::child_out_of_memory), FailClass::crash);
  EXPECT_EQ(fail_class(Errc::internal), FailClass::crash);
  EXPECT_EQ(fail_class(Errc::interrupted), FailClass::interruption);
  EXPECT_EQ(fail_class(Errc::lease_lost), FailClass::interruption);
  EXPECT_EQ(fail_class(Errc::cancelled), FailClass::cancel);
}

struct Case {
  unsigned retry;
  milliseconds longest;
};

class Backoff : public testing::TestWithParam<Case> {};

TEST_P(Backoff, IsUniformFromZeroToItsLimit) {
  const auto [retry, longest] = GetParam();
  const auto limit = static_cast<std::uint64_t>(longest.count());
  EXPECT_EQ(backoff(retry, 0), milliseconds(0));
  EXPECT_EQ(backoff(retry, limit), longest);
  EXPECT_EQ(backoff(retry, limit + 1), milliseconds(0));
  EXPECT_LE(backoff(retry, std::numeric_limits<std::uint64_t>::max()), longest);
}

INSTANTIATE_TEST_SUITE_P(Retries, Backoff,
                         testing::Values(Case{1, milliseconds(2'000)}, Case{2, milliseconds(4'000)},
                                         Case{8, milliseconds(256'000)}, Case{9, milliseconds(300'000)},
                                         Case{4'000'000'000, milliseconds(300'000)}));

TEST(RetryPolicy, OutlastsADayWithoutStorage) {
  constexpr std::uint64_t kMeanOfTheLongest = 150'000;
  milliseconds waited{0};
  for (unsigned retry = 1; retry <= kMaxRetries; ++retry) waited += backoff(retry, kMeanOfTheLongest);
  EXPECT_GE(waited, std::chrono::hours(24));
  EXPECT_LE(waited, std::chrono::hours(25));
}

TEST(Job, NamesAndValuesAgree) {
  for (int i = 0; i <= static_cast<int>(JobState::cancelled); ++i) {
    const auto state = static_cast<JobState>(i);
    EXPECT_EQ(parse_state(to_string(state)), state);
    EXPECT_EQ(is_terminal(state), i >= static_cast<int>(JobState::succeeded));
  }
  for (int i = 0; i <= static_cast<int>(WaitReason::after); ++i) {
    EXPECT_EQ(parse_wait_reason(to_string(static_cast<WaitReason>(i))), static_cast<WaitReason>(i));
  }
  EXPECT_FALSE(parse_state("done").has_value());
}

}  // namespace
}  // namespace sipro::queue
