#include "recovery/ends.hpp"

#include "records/words.hpp"

namespace sipro::recovery {
namespace {

constexpr std::uint64_t kPage = 100;

/// True where storage now has the end.
Result<void> save_end(const storage::JobFiles& files, queue::Queue& queue, const queue::Unsaved& unsaved) {
  const auto job = queue.show(unsaved.id);
  if (!job) return job.error();
  // A replay that came in between has begun the next round on storage: this round's end is of no use any more.
  if (*job && (*job)->round == unsaved.round && queue::is_terminal((*job)->state)) {
    if (auto written = files.write_end(unsaved.district, records::to_end_fact(**job)); !written) {
      // Its folder went by retention, while Redis was put back to an earlier day.
      if (written.error().code != Errc::not_found) return written.error();
    }
  }
  return queue.saved(unsaved.id, unsaved.round);
}

}  // namespace

Result<std::uint64_t> save_ends(const storage::JobFiles& files, queue::Queue& queue, std::chrono::milliseconds age) {
  std::uint64_t count = 0;
  for (;;) {
    const auto page = queue.unsaved(age, kPage);
    if (!page) return page.error();
    for (const auto& unsaved : *page) {
      if (auto saved = save_end(files, queue, unsaved); !saved) return saved.error();
      ++count;
    }
    if (page->size() < kPage) return count;
  }
}

}  // namespace sipro::recovery
