#include "jobs/caretaker.hpp"

#include "jobs/thread_name.hpp"

namespace sipro::jobs {
namespace {

void note(FailureLog& failures, const Result<void>& outcome) {
  if (outcome) {
    failures.worked();
  } else {
    failures.failed(outcome.error());
  }
}

}  // namespace

void Caretaker::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    name_this_thread("caretaker");
    do {
      run_once(std::chrono::steady_clock::now(), stop);
    } while (pause_for(stop, std::chrono::seconds(1)));
  });
}

void Caretaker::shutdown() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Caretaker::run_once(std::chrono::steady_clock::time_point now, const std::stop_token& stop) {
  if (save_ends_due_.is_due(now)) note(save_ends_failures_, save_ends_(link_.queue(), stop));
  if (clean_up_due_.is_due(now)) note(clean_up_failures_, clean_up_(link_.queue(), stop));
}

}  // namespace sipro::jobs
