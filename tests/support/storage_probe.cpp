// storage_probe ROOT OPERATION...: does one durable operation after the other on a real folder, for tests that take the
// storage away. Says what failed on stderr. Exit: 0 all done, 10 storage_full, 11 storage_unavailable, 12 not whole,
// 1 anything else.
#include <cstdio>
#include <fstream>
#include <map>

#include "storage/facts.hpp"
#include "storage/rows_writer.hpp"
#include "support/fact_samples.hpp"
#include "tenancy/districts.hpp"

namespace {

using namespace sipro;
using storage::JobFiles;
using test::kDistrict;
using test::kId;
using test::kOtherId;

const std::string kAttempt = storage::attempt_name(1, "17", 1);

template <class T>
Result<void> outcome(const Result<T>& result) {
  if (!result) return result.error();
  return {};
}

Result<void> write_results(const JobFiles& jobs) {
  const auto folder = jobs.layout().job(kDistrict, kId) / kAttempt;
  if (auto made = jobs.files().make_folders(folder / "tabel"); !made) return made;
  std::ofstream(folder / "laporan.json") << "{}";
  std::ofstream(folder / "tabel" / "1. Nilai.xlsx") << std::string(20'000, 'x');
  return {};
}

/// 8 MB: more than a small file system takes.
Result<void> write_rows(const JobFiles& jobs) {
  storage::RowsColumn column{"NILAI", "Nilai (US$)", {}};
  column.cells =
      storage::RealCells{[](std::size_t, std::span<double> cells) { std::fill(cells.begin(), cells.end(), 1); }};
  return storage::write_rows(jobs.layout().job(kDistrict, kId) / kAttempt / storage::kRowsFile, 1'000'000, {{column}});
}

Result<void> write_districts(const JobFiles& jobs) {
  tenancy::Districts districts;
  tenancy::District district;
  district.id = kDistrict;
  district.name = "Kabupaten Karimun";
  district.kabkot = "KARIMUN";
  districts.districts = {district};
  return tenancy::write_districts(jobs.files(), jobs.layout(), districts);
}

/// Nothing where `result` is whole, or tells that it isn't there.
template <class T>
Result<void> whole_or_absent(const Result<T>& result) {
  if (result || result.error().code == Errc::not_found) return {};
  return result.error();
}

/// Reads all that a reader may meet.
Result<void> check(const JobFiles& jobs) {
  for (const std::string& id : {kId, kOtherId}) {
    if (auto read = whole_or_absent(jobs.read_facts(kDistrict, id)); !read) return read;
  }
  if (auto read = whole_or_absent(read_epoch(jobs.files(), jobs.layout())); !read) return read;
  if (auto read = whole_or_absent(tenancy::read_districts(jobs.files(), jobs.layout())); !read) return read;
  const auto manifest = jobs.read_manifest(kDistrict, kId, kAttempt);
  if (!manifest) return whole_or_absent(manifest);
  for (const auto& file : manifest->files) {
    const auto hash = jobs.files().hash(jobs.layout().job(kDistrict, kId) / kAttempt / file.name);
    if (!hash) return hash.error();
    if (hash->sha256 != file.sha256) return Error{Errc::fact_damaged, file.name + " is not as its manifest says"};
  }
  return {};
}

storage::JobFact other_job() {
  storage::JobFact job = test::job_fact();
  job.id = kOtherId;
  return job;
}

using Operation = Result<void> (*)(const JobFiles&);

const std::map<std::string, Operation, std::less<>>& operations() {
  static const std::map<std::string, Operation, std::less<>> kOperations = {
      {"job", [](const JobFiles& jobs) { return jobs.write_job(test::job_fact()); }},
      {"other-job", [](const JobFiles& jobs) { return jobs.write_job(other_job()); }},
      {"attempt", [](const JobFiles& jobs) { return outcome(jobs.new_attempt(kDistrict, kId, 1, "17", 1)); }},
      {"attempt-2", [](const JobFiles& jobs) { return outcome(jobs.new_attempt(kDistrict, kId, 2, "18", 2)); }},
      {"results", &write_results},
      {"rows", &write_rows},
      {"publish",
       [](const JobFiles& jobs) { return outcome(jobs.publish_attempt(kDistrict, test::head(), kAttempt)); }},
      {"evidence", [](const JobFiles& jobs) { return jobs.write_evidence(kDistrict, kAttempt, test::evidence()); }},
      {"end", [](const JobFiles& jobs) { return jobs.write_end(kDistrict, test::end_fact("failed")); }},
      {"replay", [](const JobFiles& jobs) { return jobs.write_replay(kDistrict, kId, 2, "Ani"); }},
      {"epoch", [](const JobFiles& jobs) { return write_epoch(jobs.files(), jobs.layout(), "abc"); }},
      {"districts", &write_districts},
      {"check", &check},
  };
  return kOperations;
}

int exit_code(Errc code) {
  if (code == Errc::storage_full) return 10;
  if (code == Errc::storage_unavailable) return 11;
  return code == Errc::fact_damaged ? 12 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  storage::PosixFiles files;
  const JobFiles jobs(files, storage::Layout(argc > 1 ? argv[1] : ""));
  for (int i = 2; i < argc; ++i) {
    const auto operation = operations().find(std::string_view(argv[i]));
    if (operation == operations().end()) {
      std::fprintf(stderr, "%s: not an operation\n", argv[i]);
      return 1;
    }
    if (const auto done = operation->second(jobs); !done) {
      std::fprintf(stderr, "%s: %s: %s\n", argv[i], std::string(to_string(done.error().code)).c_str(),
                   done.error().context.c_str());
      return exit_code(done.error().code);
    }
  }
  return 0;
}
