#include "jobs/inputs.hpp"

#include "unit/jobs/worker_bench.hpp"

namespace sipro::test {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class Inputs : public WorkerBench {
 protected:
  Result<jobs::Inputs> open(const payload::Check& check) { return open({check, "2025-06-20T10:46:00+07:00"}); }
  Result<jobs::Inputs> open(const payload::Payload& payload) {
    return jobs::open_inputs(jobs_, "2101", payload, [this](const std::string&) { return result_; });
  }
  Result<jobs::Inputs> open_path(const std::string& path, std::uint64_t size = 4) {
    return open({{{payload::FileInput{path, "", size}, "Ekspor.sav", std::nullopt}}});
  }

  /// A finished preprocess job with a clean file.
  std::string preprocessed(const std::string& script = "write laporan.json {}; exit 0") {
    std::string id = add_job(script);
    EXPECT_TRUE(slot().run_once());
    return id;
  }

  Result<std::string> result_ = std::string();
};

std::string read_all(const storage::Descriptor& descriptor) {
  char bytes[64] = {};
  const ssize_t got = ::pread(descriptor.get(), bytes, sizeof bytes, 0);
  return {bytes, got > 0 ? static_cast<std::size_t>(got) : 0};
}

TEST_F(Inputs, OpensTheFilesInTheirOrder) {
  const auto first = file_input("a");
  const auto second = file_input("b");
  std::ofstream(jobs_.layout().district("2101") / std::get<payload::FileInput>(second.source).path) << "more";
  const auto inputs = open({{first, second}});
  ASSERT_TRUE(inputs);
  ASSERT_THAT(inputs->files, SizeIs(2));
  EXPECT_EQ(read_all(inputs->files[0]), "data");
  EXPECT_EQ(read_all(inputs->files[1]), "more");
}

struct Refused {
  const char* name;
  const char* path;
  std::uint64_t size;
};

TEST_F(Inputs, RefusesWhatIsNotTheDistrictsOwnFile) {
  const auto data = jobs_.layout().root();
  std::filesystem::create_directories(data / "2171/uploads/x");
  std::filesystem::create_directories(data / "2101/uploads/x");
  std::ofstream(data / "2171/uploads/x/data") << "data";
  std::ofstream(data / "2101/uploads/x/data") << "data";
  std::filesystem::create_symlink(data / "2171/uploads/x/data", data / "2101/uploads/x/link");
  std::filesystem::create_symlink(data / "2171/uploads", data / "2101/uploads/other");
  ::mkfifo((data / "2101/uploads/x/pipe").c_str(), 0600);
  ASSERT_TRUE(open_path("uploads/x/data"));
  for (const Refused& row :
       {Refused{"another district by ..", "../2171/uploads/x/data", 4}, Refused{"a link", "uploads/x/link", 4},
        Refused{"a linked folder", "uploads/other/x/data", 4}, Refused{"an absolute path", "/etc/hostname", 4},
        Refused{"missing", "uploads/y/data", 4}, Refused{"another size", "uploads/x/data", 5},
        Refused{"a folder", "uploads/x", 4}, Refused{"a pipe", "uploads/x/pipe", 0}, Refused{"no name", "", 4}}) {
    const auto inputs = open_path(row.path, row.size);
    ASSERT_FALSE(inputs) << row.name;
    EXPECT_EQ(inputs.error().code, Errc::input_missing) << row.name;
    EXPECT_THAT(inputs.error().context, HasSubstr("Ekspor.sav")) << row.name;
  }
}

TEST_F(Inputs, AMissingInputFailsTheJobWithWhatToDo) {
  payload::Input input = file_input("Ekspor 2024.sav");
  std::get<payload::FileInput>(input.source).size = 5;
  const std::string id = add_job({{input}});
  EXPECT_TRUE(slot().run_once());
  const JobView job = view(id);
  EXPECT_EQ(job.state, JobState::failed);
  EXPECT_FALSE(job.dead);
  EXPECT_EQ(job.error->code, "input_missing");
  EXPECT_THAT(job.error->message, HasSubstr("\"Ekspor 2024.sav\""));
  EXPECT_THAT(job.error->message, HasSubstr("Unggah kembali"));
}

class JobInputs : public Inputs {
 protected:
  /// A job of this district with an attempt's folder that holds `name`, published; not yet ended on storage.
  std::string with_result(const std::string& name) {
    std::string id = add_job("exit 0");
    folder_name_ = *jobs_.new_attempt("2101", id, 1, "17", 5);
    std::ofstream(job_folder(id) / folder_name_ / name) << "bersih";
    EXPECT_TRUE(jobs_.publish_attempt("2101", {id, 1, "17", {}}, folder_name_));
    return id;
  }
  void end(const std::string& id, const std::string& state) {
    storage::EndFact fact;
    fact.id = id;
    fact.state = state;
    fact.attempt = 1;
    if (state == "succeeded") fact.folder = folder_name_;
    if (state != "succeeded") fact.error_code = fact.error_message = "x";
    EXPECT_TRUE(jobs_.write_end("2101", fact));
  }
  Result<jobs::Inputs> open_job(const std::string& id) {
    return open({{{payload::JobInput{id}, "Ekspor", std::nullopt}}});
  }

  std::string folder_name_;
};

TEST_F(JobInputs, OpensTheCleanFileOfASucceededJob) {
  const std::string id = with_result("Data Bersih Ekspor.sav");
  end(id, "succeeded");
  const auto inputs = open_job(id);
  ASSERT_TRUE(inputs) << inputs.error().context;
  EXPECT_EQ(read_all(inputs->files.front()), "bersih");
}

TEST_F(JobInputs, AsksTheQueueWhereTheEndIsNotYetOnStorage) {
  const std::string id = with_result("Data Bersih Impor.sav");
  EXPECT_EQ(open_job(id).error().code, Errc::input_missing);
  result_ = folder_name_;
  EXPECT_TRUE(open_job(id));
  result_ = Error{Errc::redis_unavailable, "away"};
  EXPECT_EQ(open_job(id).error().code, Errc::redis_unavailable);
}

TEST_F(JobInputs, RefusesJobsWithoutACleanFile) {
  const std::string failed = with_result("Data Bersih Ekspor.sav");
  end(failed, "failed");
  const std::string other = with_result("tables.json");
  end(other, "succeeded");
  const std::string changed = with_result("Data Bersih Ekspor.sav");
  end(changed, "succeeded");
  std::ofstream(job_folder(changed) / folder_name_ / "Data Bersih Ekspor.sav") << "cut";
  for (const std::string& id : {failed, other, changed, job_id(999), std::string("../2171"), std::string()}) {
    const auto inputs = open_job(id);
    ASSERT_FALSE(inputs) << id;
    EXPECT_EQ(inputs.error().code, Errc::input_missing) << id;
  }
}

TEST_F(JobInputs, RefusesAJobOfAnotherDistrict) {
  const std::string id = with_result("Data Bersih Ekspor.sav");
  end(id, "succeeded");
  std::filesystem::create_directories(jobs_.layout().jobs("2171"));
  std::filesystem::rename(job_folder(id), jobs_.layout().job("2171", id));
  EXPECT_EQ(open_job(id).error().code, Errc::input_missing);
}

TEST_F(Inputs, TheHsMasterLiesBelowTheRoot) {
  payload::Preprocess work;
  work.flow = "ekspor";
  work.inputs = {file_input("a")};
  work.hs_master = "config/hs/abc.csv";
  EXPECT_EQ(open({work, "2025-06-20T10:46:00+07:00"}).error().code, Errc::input_missing);
  std::filesystem::create_directories(jobs_.layout().config() / "hs");
  std::ofstream(jobs_.layout().config() / "hs/abc.csv") << "code8";
  const auto inputs = open({work, "2025-06-20T10:46:00+07:00"});
  ASSERT_TRUE(inputs);
  EXPECT_EQ(read_all(*inputs->hs_master), "code8");
}

}  // namespace
}  // namespace sipro::test
