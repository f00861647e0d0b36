// Runs the suite on each bench; the last line is "N passed, N failed".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "conformance/suite.hpp"

namespace sipro::test {

const std::vector<BenchKind>& bench_kinds() {
  static const std::vector<BenchKind> kinds{{"Fake", make_fake_bench}, {"Redis", make_redis_bench}};
  return kinds;
}

}  // namespace sipro::test

int main(int argc, char** argv) {
  ::testing::InitGoogleMock(&argc, argv);
  const int status = RUN_ALL_TESTS();
  const auto& unit = *::testing::UnitTest::GetInstance();
  const bool nothing_ran = unit.test_to_run_count() == 0;
  std::printf("%d passed, %d failed\n", unit.successful_test_count(), unit.failed_test_count() + (nothing_ran ? 1 : 0));
  return nothing_ran ? 1 : status;
}
