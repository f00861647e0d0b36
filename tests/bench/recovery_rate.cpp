// recovery_rate --redis ADDRESS --jobs N: how long the queue takes to come back from N job folders (95 of 100 ended
// with success, 1 dead, 4 unfinished, one of them blocked): after a wipe, and after a mere restart where all but 100
// are old. It fills that Redis and a folder below the temporary one, so it wants an empty Redis.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/random.hpp"
#include "queue/redis_queue.hpp"
#include "recovery/recover.hpp"
#include "storage/fact_json.hpp"
#include "support/scratch_folder.hpp"

namespace {

using namespace sipro;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* kPayload =
    R"({"work":"preprocess","flow":"ekspor","inputs":[{"path":"uploads/00112233445566778899aabbccddeeff/data",)"
    R"("sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":1048576,)"
    R"("name":"Ekspor 2024.sav","year":2024}],"overlap":"stop","accept_flow":false,"kabkot":"KARIMUN",)"
    R"("hs_master":"","time":"2025-06-20T10:46:00+07:00"})";

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "recovery_rate: %s\n", why.c_str());
  std::exit(1);
}

void write(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

/// Synced by nobody: what is measured is the reading.
void make_job(const storage::Layout& layout, std::size_t number, std::string& previous) {
  storage::JobFact job;
  job.id = random_hex(16);
  job.district = std::to_string(2101 + number % 8);
  job.kind = "preprocess";
  job.payload = kPayload;
  job.by = "Ani";
  job.fingerprint = random_hex(32);
  job.created_us = 1'750'000'000'000'000 + static_cast<std::int64_t>(number);
  const std::size_t sort = number % 100;
  if (sort == 99) job.after = {previous};
  previous = job.id;
  const fs::path folder = layout.job(job.district, job.id);
  fs::create_directories(folder);
  write(folder / "job.json", to_json(job));
  if (sort >= 96) return;
  storage::EndFact end;
  end.id = job.id;
  end.attempt = 1;
  end.finished_us = job.created_us + 1;
  if (sort == 95) {
    end.state = "failed";
    end.dead = true;
    end.strikes = 3;
    end.error_code = "child_crashed";
    end.error_message = "Proses berhenti";
  } else {
    end.state = "succeeded";
    end.folder = "att-1-1750000000000000-9f86d081";
    fs::create_directory(folder / end.folder);
    write(folder / end.folder / "Data Bersih Ekspor.sav", "sav");
    storage::Manifest manifest{job.id, 1, "1750000000000000", {}};
    for (const char* name : {"Data Bersih Ekspor.sav", "Laporan Pemeriksaan.xlsx", "laporan.json"}) {
      manifest.files.push_back({name, 1'048'576, random_hex(32), std::string(storage::media_type(name))});
    }
    write(folder / end.folder / "manifest.json", to_json(manifest));
  }
  write(folder / "end-1.json", to_json(end));
}

void measure(const char* what, const storage::JobFiles& files, queue::Queue& queue) {
  recovery::RecoverOptions options;
  options.owner = random_hex(4);
  const auto begin = Clock::now();
  double open_seconds = 0;
  options.opened = [&] { open_seconds = std::chrono::duration<double>(Clock::now() - begin).count(); };
  const auto report = recovery::recover(files, queue, options);
  if (!report) stop(report.error().context);
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  std::printf("%-28s found %llu, restored %llu, waiting %llu, doubtful %zu; open after %.2f s, done after %.2f s\n",
              what, static_cast<unsigned long long>(report->found), static_cast<unsigned long long>(report->restored),
              static_cast<unsigned long long>(report->queued), report->doubtful.size(), open_seconds, seconds);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5 || std::string(argv[1]) != "--redis" || std::string(argv[3]) != "--jobs") {
    stop("usage: recovery_rate --redis ADDRESS --jobs N");
  }
  const auto address = redis::parse_address(argv[2]);
  if (!address) stop(address.error().context);
  const std::size_t jobs = std::strtoul(argv[4], nullptr, 10);
  const test::ScratchFolder scratch;
  const storage::Layout layout(scratch.path());
  std::string previous;
  for (std::size_t i = 0; i < jobs; ++i) make_job(layout, i, previous);

  storage::PosixFiles posix;
  const storage::JobFiles files(posix, layout);
  queue::RedisQueue queue(*address, [&] { return storage::read_epoch(posix, layout); });
  measure("after a wipe", files, queue);

  if (!queue.reap(3)) stop("reap");
  std::size_t number = 0;
  for (const auto& entry : fs::recursive_directory_iterator(scratch.path())) {
    if (entry.path().parent_path().filename() != "jobs" || ++number <= 100) continue;
    fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::hours(24 * 30));
  }
  // A stamp of another run, as a restart leaves it.
  redis::Client client(*address);
  const auto epoch = storage::read_epoch(posix, layout);
  if (!epoch || !client.run({"SET", "{sipro}:stamp", *epoch + ":another"})) stop("stamp");
  measure("after a restart, 100 recent", files, queue);
  return 0;
}
