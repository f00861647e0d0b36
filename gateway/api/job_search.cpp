#include "api/job_search.hpp"

#include <algorithm>

namespace sipro::gateway {
namespace {

constexpr std::size_t kLookedAt = 500;

/// Takes what is wanted of a page that begins at `position`; moves it behind the last job that was looked at.
void take(std::vector<queue::JobView> page, std::size_t asked, const JobSearch& search, std::uint64_t& position,
          JobsFound& found) {
  for (std::size_t i = 0; i < page.size(); ++i) {
    if (search.wanted(page[i])) found.jobs.push_back(std::move(page[i]));
    if (found.jobs.size() == search.most) {
      position += i + 1;
      return;
    }
  }
  position += asked;
}

}  // namespace

asio::Task<Result<JobsFound>> search_jobs(Context& context, JobSearch search) {
  JobsFound found;
  std::uint64_t position = search.offset;
  for (std::size_t looked = 0; looked < kLookedAt; looked += search.at_once) {
    auto page = co_await context.services.queue.list(context.district.id, position, search.at_once);
    if (!page) co_return page.error();
    found.total = page->total;
    take(std::move(page->jobs), search.at_once, search, position, found);
    if (found.jobs.size() >= search.most || position >= found.total) break;
  }
  if (position < found.total) found.next = position;
  co_return found;
}

}  // namespace sipro::gateway
