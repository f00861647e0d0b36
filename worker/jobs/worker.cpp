#include "jobs/worker.hpp"

#include <sys/eventfd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/random.hpp"

namespace sipro::jobs {
namespace {

storage::Descriptor new_semaphore() {
  const int event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return storage::Descriptor(event);
}

std::chrono::milliseconds some_time_within_an_hour() {
  return std::chrono::milliseconds(random_u64() % std::chrono::milliseconds(std::chrono::hours(1)).count());
}

}  // namespace

Worker::Worker(const Settings& settings, const storage::JobFiles& jobs, QueueAccess& access, queue::ProcessInfo self,
               Chores chores)
    : slot_count_(settings.concurrency),
      idle_(new_semaphore()),
      keeper_(settings, access, attempts_),
      reaper_(access, std::move(self), std::move(chores.recover)),
      caretaker_(access, std::move(chores.save_ends), std::move(chores.clean_up), some_time_within_an_hour()) {
  for (unsigned number = 0; number < slot_count_; ++number) {
    slots_.push_back(std::make_unique<Slot>(number, settings, jobs, access, attempts_, give_up_.get_token()));
  }
}

Worker::~Worker() {
  hand_back(true);
  give_up();
  shutdown();
}

void Worker::start() {
  running_slots_ = slot_count_;
  keeper_.start();
  reaper_.start();
  caretaker_.start();
  for (const auto& slot : slots_) {
    slot->start([this] {
      if (--running_slots_ == 0) ::eventfd_write(idle_.get(), 1);
    });
  }
}

void Worker::stop_claiming() {
  reaper_.set_draining();
  for (const auto& slot : slots_) slot->stop_claiming();
}

void Worker::hand_back(bool at_once) {
  stop_claiming();
  attempts_.stop_all(Stop::interrupt, at_once);
}

void Worker::give_up() { give_up_.request_stop(); }

void Worker::shutdown() {
  for (const auto& slot : slots_) slot->shutdown();
  keeper_.shutdown();
  caretaker_.shutdown();
  reaper_.shutdown();
}

Result<void> check_storage(const storage::JobFiles& jobs) {
  const auto probe = jobs.layout().root() / (".worker-" + random_hex(8));
  auto tried = jobs.files().make_folders(jobs.layout().root());
  if (tried) tried = jobs.files().write_new(probe, "may this worker write here?\n");
  if (tried) tried = jobs.files().remove(probe);
  if (tried) return {};
  return Error{tried.error().code, "the storage " + jobs.layout().root().string() +
                                       " can't be written: " + tried.error().context +
                                       ". Mount it, or give this user the right to write, then start the worker again"};
}

}  // namespace sipro::jobs
