#include "api/job_request.hpp"

#include <gtest/gtest.h>

#include "api/body.hpp"

namespace sipro::gateway {
namespace {

const std::string kId(32, 'a');

std::string with_id(std::string text) {
  for (std::size_t at = text.find("ID"); at != std::string::npos; at = text.find("ID")) text.replace(at, 2, kId);
  return text;
}

std::string fault_of(const std::string& text, JobRequest* request = nullptr) {
  JsonBody body(with_id(text));
  const JobRequest read = read_job_request(body.fields());
  if (request != nullptr) *request = read;
  return body.finish();
}

TEST(JobRequest, ReadsAPreprocessJob) {
  JobRequest request;
  ASSERT_EQ(fault_of(R"({"kind":"preprocess","flow":"impor","inputs":[{"upload":"ID","year":2024},{"file":"ID"}],
                         "overlap":"latest","accept_flow":true,"again":true})",
                     &request),
            "");
  const auto& work = std::get<PreprocessRequest>(request.work);
  EXPECT_EQ(work.flow, "impor");
  ASSERT_EQ(work.inputs.size(), 2U);
  EXPECT_EQ(work.inputs[0].kind, InputRequest::Kind::upload);
  EXPECT_EQ(work.inputs[0].year, 2024);
  EXPECT_EQ(work.inputs[1].kind, InputRequest::Kind::file);
  EXPECT_EQ(work.inputs[1].id, kId);
  EXPECT_EQ(work.overlap, "latest");
  EXPECT_TRUE(work.accept_flow);
  EXPECT_TRUE(request.again);
  EXPECT_TRUE(uses_library(request));
}

TEST(JobRequest, ReadsACheckAndAnOlah) {
  JobRequest request;
  ASSERT_EQ(fault_of(R"({"kind":"preprocess","check":true,"inputs":[{"upload":"ID"}]})", &request), "");
  EXPECT_TRUE(std::holds_alternative<CheckRequest>(request.work));
  EXPECT_FALSE(uses_library(request));
  ASSERT_EQ(fault_of(R"({"kind":"olah","tables":"semua","ekspor":{"upload":"ID"},"impor":{"job":"ID"},
                         "year":2025,"month":4})",
                     &request),
            "");
  const auto& work = std::get<OlahRequest>(request.work);
  EXPECT_EQ(work.impor->kind, InputRequest::Kind::job);
  EXPECT_EQ(work.gaps, "absent");
  EXPECT_FALSE(work.accept_flow);
}

TEST(JobRequest, NamesWhatIsWrong) {
  struct Refused {
    const char* text;
    const char* names;
  };
  for (
      const Refused& c : {
          Refused{"", "JSON"},
          Refused{"[]", "object"},
          Refused{R"({"kind":"preprocess","flow":"ekspor"})", "inputs"},
          Refused{R"({"kind":"preprocess","flow":"ekspor","inputs":[]})", "inputs"},
          Refused{R"({"kind":"preprocess","inputs":[{"upload":"ID"}]})", "flow"},
          Refused{R"({"kind":"preprocess","flow":"ekspor","inputs":[{"upload":"../../etc/passwd"}]})", "upload"},
          Refused{R"({"kind":"preprocess","flow":"ekspor","inputs":[{"upload":"ID","job":"ID"}]})", "upload"},
          Refused{R"({"kind":"preprocess","flow":"ekspor","inputs":[{"upload":"ID","year":99}]})", "year"},
          Refused{R"({"kind":"preprocess","flow":"ekspor","inputs":[{"upload":"ID"}],"priority":0})", "priority"},
          Refused{
              R"({"kind":"olah","tables":"ekspor","ekspor":{"upload":"ID"},"impor":{"upload":"ID"},"year":2025,"month":4})",
              "impor"},
          Refused{R"({"kind":"olah","tables":"neraca","ekspor":{"upload":"ID"},"year":2025,"month":4})", "impor"},
          Refused{R"({"kind":"olah","tables":"ekspor","ekspor":{"upload":"ID"},"year":2025,"month":13})", "month"},
          Refused{R"({"kind":"hapus"})", "kind"},
      }) {
    EXPECT_NE(fault_of(c.text).find(c.names), std::string::npos) << c.text << ": " << fault_of(c.text);
  }
}

TEST(PackageRequest, ReadsBothFlows) {
  JsonBody body(with_id(R"({"year":2025,"month":5,"ekspor":{"inputs":[{"file":"ID"}]},
                            "impor":{"inputs":[{"upload":"ID"}],"overlap":"keep"}})"));
  const PackageRequest request = read_package_request(body.fields());
  ASSERT_EQ(body.finish(), "");
  EXPECT_EQ(request.ekspor.flow, "ekspor");
  EXPECT_EQ(request.impor.flow, "impor");
  EXPECT_EQ(request.impor.overlap, "keep");
  EXPECT_TRUE(uses_library(request));
}

}  // namespace
}  // namespace sipro::gateway
