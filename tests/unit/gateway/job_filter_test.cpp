#include "api/job_filter.hpp"

#include <gtest/gtest.h>

#include "payload/payload.hpp"

namespace sipro::gateway {
namespace {

JobFilter filter_of(const std::string& query) {
  http::Request request;
  request.query = query;
  return read_job_filter(request).value();
}

payload::Input input(const std::string& name) {
  payload::Input out;
  out.source = payload::FileInput{"uploads/x/data", "", 1};
  out.name = name;
  return out;
}

queue::JobView view(payload::Payload payload, queue::JobState state = queue::JobState::succeeded) {
  payload.time = "2025-06-20T10:46:00+07:00";
  queue::JobView job;
  job.spec.kind = kind_of(payload);
  job.spec.payload = to_json(payload);
  job.spec.by = "Ani Suryani";
  job.state = state;
  return job;
}

queue::JobView preprocess() {
  payload::Preprocess work;
  work.flow = "ekspor";
  work.inputs = {input("Ekspor 2024.sav"), input("Ekspor Jan-Mei 2025.sav")};
  return view({work, {}});
}

queue::JobView check() { return view({payload::Check{{input("Impor.sav")}}, {}}, queue::JobState::failed); }

queue::JobView olah() {
  payload::Olah work;
  work.tables = "ekspor";
  work.ekspor = input("Data Bersih Ekspor.sav");
  work.year = 2025;
  work.month = 4;
  work.office = "Kabupaten Karimun";
  queue::JobView job = view({work, {}}, queue::JobState::running);
  job.kept = true;
  return job;
}

struct Case {
  const char* query;
  bool preprocess, check, olah;
};

TEST(JobFilter, LetsThroughWhatItNames) {
  const Case cases[] = {
      {"", true, true, true},
      {"kind=preprocess", true, false, false},
      {"kind=check", false, true, false},
      {"kind=olah,check", false, true, true},
      {"state=succeeded", true, false, false},
      {"state=failed,running", false, true, true},
      {"state=cancelled", false, false, false},
      {"flow=ekspor", true, false, false},
      {"flow=impor", false, false, false},
      {"tables=ekspor", false, false, true},
      {"tables=semua", false, false, false},
      {"year=2025", false, false, true},
      {"year=2024", false, false, false},
      {"year=2025&month=4", false, false, true},
      {"year=2025&month=5", false, false, false},
      {"kept=true", false, false, true},
      {"kept=", true, true, true},
      {"q=jan-mei", true, false, false},
      {"q=+ani++SURYANI+", true, true, true},
      {"q=bersih", false, false, true},
      {"q=tidak+ada", false, false, false},
      {"kind=olah&state=running&tables=ekspor&year=2025&month=4&q=ani", false, false, true},
      {"kind=olah&state=failed", false, false, false},
      {"kind=&state=&flow=&tables=&year=&month=&q=", true, true, true},
  };
  for (const Case& it : cases) {
    const JobFilter filter = filter_of(it.query);
    EXPECT_EQ(lets_through(filter, preprocess()), it.preprocess) << it.query;
    EXPECT_EQ(lets_through(filter, check()), it.check) << it.query;
    EXPECT_EQ(lets_through(filter, olah()), it.olah) << it.query;
  }
}

TEST(JobFilter, RefusesWordsThatItDoesNotKnow) {
  for (const char* query : {"kind=x", "kind=olah,x", "kind=olah,,check", "state=done", "state=succeeded,x",
                            "flow=neraca", "tables=x", "year=1999", "year=x", "month=0", "month=13", "month=4x"}) {
    http::Request request;
    request.query = query;
    EXPECT_EQ(read_job_filter(request).error().code, Errc::wrong_usage) << query;
  }
  http::Request request;
  request.query = "q=" + std::string(201, 'a');
  EXPECT_FALSE(read_job_filter(request).has_value());
}

TEST(JobFilter, AJobOfANewerVersionIsKnownByItsKindOnly) {
  queue::JobView job;
  job.spec.kind = "olah";
  job.spec.payload = R"({"version":99})";
  EXPECT_TRUE(lets_through(filter_of("kind=olah"), job));
  EXPECT_FALSE(lets_through(filter_of("tables=ekspor"), job));
}

}  // namespace
}  // namespace sipro::gateway
