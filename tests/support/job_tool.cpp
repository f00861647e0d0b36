// Puts jobs into the queue without HTTP, as a gateway does: job.json first, then the queue. The load of integration and
// chaos tests. Where storage and Redis are: --data and --redis, or SIPRO_DATA and SIPRO_REDIS.
//
//   job_tool enqueue                            each line of stdin is asked, and answered by a line, until its end:
//     {"id","district","kind","payload",...}    -> {"id","outcome","state"}  ("priority", "cap", "by", "again",
//                                                  "after", "version", "idempotency_key", "body_hash", "fingerprint")
//     {"jobs":[...]}                            -> {"jobs":[...]}            together, up to 8
//     {"cancel":ID,"by"}                        -> {"outcome"}
//     {"show":ID}                               -> {"id","state","attempt","strikes","worker","error",...}
//     {"wait":[ID,...],"seconds":60}            -> {"states":{"succeeded":2}}
//                                               -> {"error":CODE,"context"} where it was refused: ask again
//   job_tool flood --jobs N --districts A,B --payload FILE [--accepted FILE] [--cap N] [--seconds S]
//     repeats what is refused; each accepted id is a line of FILE before the next job is asked for; then waits until
//     all have ended, and prints {"accepted","enqueue_seconds","seconds","states"}
#include <CLI/CLI.hpp>
#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/random.hpp"
#include "queue/redis_queue.hpp"
#include "records/words.hpp"
#include "redis/address.hpp"
#include "storage/facts.hpp"

namespace {

using namespace sipro;
namespace json = boost::json;
using Clock = std::chrono::steady_clock;

struct Place {
  std::string data = "var";
  std::string redis = "127.0.0.1:6379";
};

constexpr std::array<const char*, 4> kOutcomes = {"created", "exists", "joined", "mismatch"};
constexpr std::array<const char*, 4> kCancelOutcomes = {"cancelled", "asked", "already_ended", "unknown"};

std::string text(const json::object& from, std::string_view key, std::string otherwise = {}) {
  const json::value* value = from.if_contains(key);
  return value == nullptr ? std::move(otherwise) : json::value_to<std::string>(*value);
}

template <class Number>
Number number(const json::object& from, std::string_view key, Number otherwise) {
  const json::value* value = from.if_contains(key);
  return value == nullptr ? otherwise : value->to_number<Number>();
}

storage::JobFact to_fact(const json::object& asked) {
  storage::JobFact fact;
  fact.id = text(asked, "id");
  fact.district = text(asked, "district");
  fact.kind = text(asked, "kind");
  fact.version = number(asked, "version", 1);
  fact.payload = json::serialize(asked.at("payload"));
  fact.priority = number(asked, "priority", 5);
  fact.cap = number(asked, "cap", 2U);
  fact.by = text(asked, "by");
  fact.idempotency_key = text(asked, "idempotency_key");
  fact.body_hash = text(asked, "body_hash");
  fact.fingerprint = text(asked, "fingerprint");
  if (const json::value* after = asked.if_contains("after")) {
    fact.after = json::value_to<std::vector<std::string>>(*after);
  }
  fact.created_us =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  return fact;
}

class Tool {
 public:
  explicit Tool(const Place& place)
      : jobs_(files_, storage::Layout(place.data)), queue_(redis::parse_address(place.redis).value(), [this] {
          return storage::read_epoch(files_, jobs_.layout());
        }) {}

  json::object answer(const json::object& asked) {
    if (asked.contains("cancel")) return cancel(asked);
    if (asked.contains("show")) return show(text(asked, "show"));
    if (asked.contains("wait")) {
      const auto ids = json::value_to<std::vector<std::string>>(asked.at("wait"));
      return {{"states", wait({ids.begin(), ids.end()}, std::chrono::seconds(number(asked, "seconds", 60)))}};
    }
    if (!asked.contains("jobs")) return enqueue_one(asked);
    auto answers = enqueue(asked.at("jobs").as_array());
    if (!answers) return refusal(answers.error());
    return {{"jobs", std::move(*answers)}};
  }

  json::object enqueue_one(const json::object& asked) {
    const auto answers = enqueue({asked});
    return answers ? answers->front().as_object() : refusal(answers.error());
  }

  /// Polls until all have ended or the time is over; how many are in each state.
  json::object wait(std::set<std::string> ids, std::chrono::seconds longest) {
    const auto until = Clock::now() + longest;
    std::map<std::string, std::uint64_t> states;
    while (!ids.empty()) {
      std::map<std::string, std::uint64_t> unfinished;
      for (auto id = ids.begin(); id != ids.end();) {
        const auto job = queue_.show(*id);
        const std::string state = job && *job ? std::string(to_string((*job)->state)) : "unknown";
        const bool ended = job && *job && queue::is_terminal((*job)->state);
        ++(ended ? states : unfinished)[state];
        id = ended ? ids.erase(id) : std::next(id);
      }
      if (ids.empty()) break;
      if (Clock::now() > until) {
        for (const auto& [state, count] : unfinished) states[state] += count;
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    json::object told;
    for (const auto& [state, count] : states) told[state] = count;
    return told;
  }

 private:
  static json::object refusal(const Error& error) {
    return {{"error", std::string(to_string(error.code))}, {"context", error.context}};
  }

  Result<json::array> enqueue(const json::array& asked) {
    std::vector<queue::JobSpec> specs;
    for (const json::value& one : asked) {
      const storage::JobFact fact = to_fact(one.as_object());
      const auto written = jobs_.write_job(fact);
      if (!written) return written.error();
      specs.push_back(records::to_spec(fact));
      specs.back().again = one.as_object().contains("again") && one.as_object().at("again").as_bool();
    }
    const auto answers = queue_.enqueue(specs);
    if (!answers) return answers.error();
    json::array told;
    for (std::size_t i = 0; i < specs.size(); ++i) {
      const queue::Enqueued& answer = (*answers)[i];
      // Another job answers for it: recovery must not find it.
      const bool other = answer.id != specs[i].id || answer.outcome == queue::EnqueueOutcome::mismatch;
      if (other) (void)files_.remove(jobs_.layout().job(specs[i].district, specs[i].id));
      told.push_back(json::object{{"id", answer.id},
                                  {"outcome", kOutcomes[static_cast<std::size_t>(answer.outcome)]},
                                  {"state", std::string(to_string(answer.state))}});
    }
    return told;
  }

  json::object cancel(const json::object& asked) {
    const auto outcome = queue_.cancel(text(asked, "cancel"), text(asked, "by", "test"));
    if (!outcome) return refusal(outcome.error());
    return {{"outcome", kCancelOutcomes[static_cast<std::size_t>(*outcome)]}};
  }

  json::object show(const std::string& id) {
    const auto shown = queue_.show(id);
    if (!shown) return refusal(shown.error());
    if (!*shown) return {{"id", id}, {"state", "unknown"}};
    const queue::JobView& job = **shown;
    json::object told = {{"id", id},
                         {"state", std::string(to_string(job.state))},
                         {"round", job.round},
                         {"attempt", job.attempt},
                         {"strikes", job.strikes},
                         {"retries", job.retries},
                         {"interruptions", job.interruptions},
                         {"dead", job.dead},
                         {"worker", job.worker},
                         {"folder", job.folder},
                         {"phase", job.progress.phase},
                         {"done", job.progress.done}};
    if (!job.results.empty()) told["results"] = json::parse(job.results);
    if (job.error) told["error"] = {{"code", job.error->code}, {"message", job.error->message}};
    return told;
  }

  storage::PosixFiles files_;
  storage::JobFiles jobs_;
  queue::RedisQueue queue_;
};

void serve(Tool& tool) {
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << json::serialize(tool.answer(json::parse(line).as_object())) << std::endl;
  }
}

struct Flood {
  unsigned jobs = 100;
  unsigned cap = 8;
  std::vector<std::string> districts = {"2101"};
  std::string payload;
  std::string kind = "preprocess";
  std::string accepted = "/dev/null";
  int seconds = 120;
};

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

void flood(Tool& tool, const Flood& wanted) {
  std::stringstream payload;
  payload << std::ifstream(wanted.payload).rdbuf();
  std::ofstream accepted(wanted.accepted);
  std::set<std::string> ids;
  const auto begin = Clock::now();
  for (unsigned i = 0; i < wanted.jobs; ++i) {
    const json::object job = {{"id", random_hex(16)}, {"district", wanted.districts[i % wanted.districts.size()]},
                              {"kind", wanted.kind},  {"payload", json::parse(payload.str())},
                              {"cap", wanted.cap},    {"again", true}};
    json::object answer = tool.enqueue_one(job);
    while (answer.contains("error") && seconds_since(begin) < wanted.seconds) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      answer = tool.enqueue_one(job);
    }
    if (answer.contains("error")) break;
    ids.insert(text(answer, "id"));
    accepted << text(answer, "id") << std::endl;
  }
  const double enqueued = seconds_since(begin);
  const auto count = ids.size();
  const json::object states = tool.wait(std::move(ids), std::chrono::seconds(wanted.seconds));
  std::cout << json::serialize(json::object{{"accepted", count},
                                            {"enqueue_seconds", enqueued},
                                            {"seconds", seconds_since(begin)},
                                            {"states", states}})
            << std::endl;
}

int run(int argc, char** argv) {
  CLI::App app("Puts jobs into the queue, for tests.", "job_tool");
  app.require_subcommand(1);
  Place place;
  Flood wanted;
  app.add_option("--data", place.data)->envname("SIPRO_DATA");
  app.add_option("--redis", place.redis)->envname("SIPRO_REDIS");
  app.add_subcommand("enqueue")->callback([&] {
    Tool tool(place);
    serve(tool);
  });
  auto* command = app.add_subcommand("flood");
  command->add_option("--jobs", wanted.jobs);
  command->add_option("--cap", wanted.cap);
  command->add_option("--districts", wanted.districts)->delimiter(',');
  command->add_option("--payload", wanted.payload)->required();
  command->add_option("--kind", wanted.kind);
  command->add_option("--accepted", wanted.accepted);
  command->add_option("--seconds", wanted.seconds);
  command->callback([&] {
    Tool tool(place);
    flood(tool, wanted);
  });
  CLI11_PARSE(app, argc, argv);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "job_tool: " << error.what() << '\n';
  }
  return 1;
}
