#include "app/drain.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <stop_token>
#include <thread>

#include "base/log.hpp"
#include "jobs/pause.hpp"

namespace sipro::worker {
namespace {

using Clock = std::chrono::steady_clock;

enum class Event { idle, signal, time };

/// Waits for whichever comes first; nothing as `until`: as long as it takes.
Event next_event(const jobs::Worker& worker, const storage::Descriptor& signals,
                 std::optional<Clock::time_point> until) {
  for (;;) {
    pollfd sources[2] = {{worker.idle(), POLLIN, 0}, {signals.get(), POLLIN, 0}};
    int milliseconds = -1;
    if (until) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - Clock::now()).count();
      milliseconds = static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
    }
    ::poll(sources, 2, milliseconds);
    if (sources[0].revents != 0) return Event::idle;
    signalfd_siginfo info{};
    if (sources[1].revents != 0 && ::read(signals.get(), &info, sizeof info) > 0) return Event::signal;
    if (until && Clock::now() >= *until) return Event::time;
  }
}

}  // namespace

Result<storage::Descriptor> catch_stop_signals() {
  ::signal(SIGPIPE, SIG_IGN);
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGINT);
  // Threads inherit the mask, so the signals come out of the descriptor only.
  if (::pthread_sigmask(SIG_BLOCK, &stops, nullptr) != 0) return Error{Errc::internal, "signals can't be blocked"};
  const int descriptor = ::signalfd(-1, &stops, SFD_CLOEXEC | SFD_NONBLOCK);
  if (descriptor < 0) return Error{Errc::internal, std::string("signalfd: ") + std::strerror(errno)};
  return storage::Descriptor(descriptor);
}

bool drain_on_signal(jobs::Worker& worker, const jobs::Settings& settings, const storage::Descriptor& signals) {
  // Slots end only after they were told to.
  if (next_event(worker, signals, std::nullopt) == Event::idle) return true;
  const auto began = Clock::now();
  log::info("draining", {{"worker", settings.worker},
                         {"seconds", std::chrono::duration_cast<std::chrono::seconds>(settings.drain_end).count()}});
  worker.stop_claiming();
  Event event = next_event(worker, signals, began + settings.drain);
  if (event == Event::idle) return true;

  bool at_once = event == Event::signal;
  log::info("handing_back", {{"worker", settings.worker}, {"at_once", at_once}});
  worker.hand_back(at_once);
  constexpr std::chrono::seconds kAtOnce(3);
  auto deadline = at_once ? Clock::now() + kAtOnce : began + settings.drain_end;
  event = next_event(worker, signals, deadline);
  if (event == Event::signal) {
    worker.hand_back(true);
    event = next_event(worker, signals, std::min(deadline, Clock::now() + kAtOnce));
  }
  if (event == Event::idle) return true;
  // Redis or storage does not answer: leases that are left run out, and the jobs go to others.
  worker.give_up();
  constexpr std::chrono::seconds kToNotice(1);
  return next_event(worker, signals, Clock::now() + kToNotice) == Event::idle;
}

void end_or_leave(jobs::Worker& worker, bool all_told) {
  constexpr std::chrono::seconds kLongest(3);
  std::jthread guard([all_told, &kLongest](const std::stop_token& stop) {
    if (all_told && !jobs::pause_for(stop, kLongest)) return;
    log::warn("left_unfinished", {{"attempts", !all_told}});
    std::_Exit(all_told ? 0 : 1);
  });
  worker.shutdown();
}

}  // namespace sipro::worker
