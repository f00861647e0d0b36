// queue_rates --redis ADDRESS [--connections N] [--jobs N]: how many enqueues and whole lifecycles (enqueue, claim,
// beat, complete) a second the queue does, and how long a claim takes, beside plain SETs of the same size on the same
// Redis in the same run. It fills that Redis, so it wants an empty one.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/random.hpp"
#include "queue/calls.hpp"
#include "queue/redis_queue.hpp"

namespace {

using namespace sipro;
using Clock = std::chrono::steady_clock;

constexpr unsigned kDistricts = 40;
constexpr std::size_t kDepth = 16;  // of a pipeline
constexpr std::size_t kBatch = 8;   // jobs a call
// What a preprocess job with one input says, about 400 bytes.
constexpr const char* kPayload =
    R"({"work":"preprocess","flow":"ekspor","inputs":[{"path":"uploads/00112233445566778899aabbccddeeff/data",)"
    R"("sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":1048576,)"
    R"("name":"Ekspor 2024.sav","year":2024}],"overlap":"stop","accept_flow":false,"kabkot":"KARIMUN",)"
    R"("hs_master":"","time":"2025-06-20T10:46:00+07:00"})";

struct Settings {
  redis::Address address;
  unsigned connections = 32;
  std::size_t jobs = 40'000;
};

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "queue_rates: %s\n", why.c_str());
  std::exit(1);
}

template <class T>
T need(Result<T> result) {
  if (!result) stop(result.error().context);
  return std::move(*result);
}

queue::JobSpec new_job(std::size_t number) {
  queue::JobSpec job;
  job.id = random_hex(16);
  job.district = std::to_string(2101 + number % kDistricts);
  job.kind = "preprocess";
  job.payload = kPayload;
  job.cap = 1'000;  // not what is measured
  job.by = "Ani";
  job.fingerprint = random_hex(32);
  return job;
}

std::vector<queue::JobSpec> new_jobs(std::size_t first, std::size_t count) {
  std::vector<queue::JobSpec> jobs;
  jobs.reserve(count);
  for (std::size_t i = 0; i < count; ++i) jobs.push_back(new_job(first + i));
  return jobs;
}

/// `count` things by all connections together; `work(first, n)` does n of them.
double rate_of(const Settings& settings, std::size_t count, std::size_t step,
               const std::function<std::function<void(std::size_t, std::size_t)>()>& new_worker) {
  std::vector<std::function<void(std::size_t, std::size_t)>> workers;
  for (unsigned i = 0; i < settings.connections; ++i) workers.push_back(new_worker());
  std::atomic<std::size_t> next{0};
  const auto start = Clock::now();
  std::vector<std::thread> threads;
  threads.reserve(workers.size());
  for (auto& worker : workers) {
    threads.emplace_back([&] {
      for (std::size_t first = next.fetch_add(step); first < count; first = next.fetch_add(step)) {
        worker(first, std::min(step, count - first));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  return static_cast<double>(count) / std::chrono::duration<double>(Clock::now() - start).count();
}

void tell(const char* what, double rate) { std::printf("%-72s %10.0f /s\n", what, rate); }

void check_all(const Result<std::vector<redis::Reply>>& replies) {
  if (!replies) stop(replies.error().context);
  for (const auto& reply : *replies) {
    if (const auto* error = reply.error()) stop(error->message);
  }
}

class Latencies {
 public:
  void add(Clock::duration time) {
    const std::lock_guard lock(mutex_);
    times_.push_back(std::chrono::duration<double, std::milli>(time).count());
  }
  void tell(const char* what) {
    std::sort(times_.begin(), times_.end());
    const auto at = [&](double part) {
      return times_[static_cast<std::size_t>(part * static_cast<double>(times_.size() - 1))];
    };
    std::printf("  %s, %zu calls: p50 %.2f ms, p99 %.2f ms, longest %.2f ms\n", what, times_.size(), at(0.5), at(0.99),
                times_.back());
  }

 private:
  std::mutex mutex_;
  std::vector<double> times_;
};

double sets(const Settings& settings, std::size_t depth, Latencies& latencies) {
  return rate_of(settings, settings.jobs, depth, [&] {
    auto client = std::make_shared<redis::Client>(settings.address);
    return [client, &latencies](std::size_t /*first*/, std::size_t count) {
      std::vector<redis::Command> commands;
      for (std::size_t i = 0; i < count; ++i) commands.push_back({"SET", "plain:" + random_hex(16), kPayload});
      const auto start = Clock::now();
      check_all(client->run_all(commands));
      latencies.add(Clock::now() - start);
    };
  });
}

void tell_sets(const Settings& settings, std::size_t depth, const std::string& what) {
  Latencies latencies;
  tell(what.c_str(), sets(settings, depth, latencies));
  latencies.tell(depth == 1 ? "SET" : "pipeline");
}

using QueueMaker = std::function<std::shared_ptr<queue::RedisQueue>()>;

double enqueues(const Settings& settings, const QueueMaker& connect, std::size_t batch) {
  return rate_of(settings, settings.jobs, batch, [&] {
    return [queue = connect()](std::size_t first, std::size_t count) { need(queue->enqueue(new_jobs(first, count))); };
  });
}

double pipelined_enqueues(const Settings& settings, const std::string& stamp) {
  return rate_of(settings, settings.jobs, kDepth, [&] {
    auto client = std::make_shared<redis::Client>(settings.address);
    return [client, stamp](std::size_t first, std::size_t count) {
      std::vector<redis::Command> commands;
      for (const auto& job : new_jobs(first, count)) commands.push_back(queue::calls::enqueue(stamp, {&job, 1}));
      check_all(client->run_all(commands));
    };
  });
}

/// As a worker does it: claim, one beat, complete. Answers whether there was a job.
bool work_on_one(queue::RedisQueue& queue, queue::ClaimRequest& request, Latencies& latencies) {
  ++request.number;
  const auto start = Clock::now();
  const auto claimed = need(queue.claim(request));
  latencies.add(Clock::now() - start);
  if (!claimed) return false;
  const auto beat = need(queue.beat(claimed->hold, {"membaca", 1, 2}, request.lease));
  const auto end = need(queue.complete(claimed->hold, {"att-1-1-00000000", R"([{"name":"data.sav","size":1}])"}));
  if (beat != queue::BeatOutcome::ok || end.lost) stop("an attempt lost its lease");
  return true;
}

double lifecycles(const Settings& settings, const QueueMaker& connect, Latencies& latencies) {
  return rate_of(settings, settings.jobs / 4, 1, [&] {
    queue::ClaimRequest request;
    request.worker = random_hex(8);
    return [queue = connect(), request, &latencies](std::size_t first, std::size_t /*count*/) mutable {
      need(queue->enqueue(new_jobs(first, 1)));
      while (!work_on_one(*queue, request, latencies)) {
      }
    };
  });
}

double drain(const Settings& settings, const QueueMaker& connect, std::size_t count, Latencies& latencies) {
  return rate_of(settings, count, 1, [&] {
    queue::ClaimRequest request;
    request.worker = random_hex(8);
    return [queue = connect(), request, &latencies](std::size_t /*first*/, std::size_t /*count*/) mutable {
      if (!work_on_one(*queue, request, latencies)) stop("a job is missing");
    };
  });
}

std::string setting_of(redis::Client& client, const char* name) {
  const auto reply = need(client.run({"CONFIG", "GET", name}));
  const auto* words = reply.array();
  return words != nullptr && words->size() == 2 && (*words)[1].text() != nullptr ? *(*words)[1].text() : "?";
}

void measure(const Settings& settings) {
  redis::Client client(settings.address, std::chrono::seconds(60));
  const auto size = need(client.run({"DBSIZE"}));
  if (size.integer() == nullptr || *size.integer() != 0) stop("this Redis isn't empty");
  std::printf("cores %u, connections %u, jobs %zu, appendonly %s, appendfsync %s\n",
              std::thread::hardware_concurrency(), settings.connections, settings.jobs,
              setting_of(client, "appendonly").c_str(), setting_of(client, "appendfsync").c_str());

  const std::string epoch = "bench";
  queue::RedisQueue opener(settings.address);
  need(opener.recovery_begin("bench", std::chrono::seconds(10)));
  if (!need(opener.recovery_end("bench", epoch))) stop("the queue doesn't open");
  const QueueMaker connect = [&] {
    return std::make_shared<queue::RedisQueue>(settings.address, [epoch] { return Result<std::string>(epoch); });
  };

  tell_sets(settings, 1, "SET, one a round trip");
  tell_sets(settings, kDepth, "SET, pipelines of 16");
  tell("enqueue, one job a round trip", enqueues(settings, connect, 1));
  tell("enqueue, one job a call, pipelines of 16", pipelined_enqueues(settings, epoch + ":" + need(client.run_id())));
  tell("enqueue, 8 jobs a call", enqueues(settings, connect, kBatch));
  Latencies full;
  tell("claim, beat, complete, with that many queued", drain(settings, connect, 3 * settings.jobs, full));
  full.tell("claim");
  Latencies even;
  tell("lifecycle: enqueue, claim, beat, complete; each a round trip", lifecycles(settings, connect, even));
  even.tell("claim");
  Settings quiet = settings;
  quiet.connections = 2;
  quiet.jobs = settings.jobs / 10;
  Latencies calm;
  tell_sets(quiet, 1, "SET, one a round trip, on 2 connections");
  tell("lifecycle on 2 connections", lifecycles(quiet, connect, calm));
  calm.tell("claim");
  tell_sets(settings, 1, "SET, one a round trip, once more");
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  bool named = false;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--redis") {
      settings.address = need(redis::parse_address(argv[i + 1]));
      named = true;
    } else if (option == "--connections") {
      settings.connections = static_cast<unsigned>(std::stoul(argv[i + 1]));
    } else if (option == "--jobs") {
      settings.jobs = std::stoul(argv[i + 1]);
    } else {
      named = false;
      break;
    }
  }
  if (!named || settings.jobs < 100 || settings.connections == 0) {
    stop("usage: queue_rates --redis ADDRESS [--connections N] [--jobs N (from 100)]");
  }
  measure(settings);
  return 0;
}
