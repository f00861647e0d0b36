#include "api/file_use.hpp"

#include <algorithm>

#include "api/job_search.hpp"
#include "http/problem.hpp"
#include "payload/payload.hpp"

namespace sipro::gateway {
namespace {

bool reads(const payload::Input& input, const std::string& path) {
  const auto* file = std::get_if<payload::FileInput>(&input.source);
  return file != nullptr && file->path == path;
}

struct Reads {
  const std::string& path;
  bool operator()(const payload::Olah& work) const {
    return (work.ekspor && reads(*work.ekspor, path)) || (work.impor && reads(*work.impor, path));
  }
  template <class Work>
  bool operator()(const Work& work) const {
    return std::any_of(work.inputs.begin(), work.inputs.end(),
                       [this](const payload::Input& input) { return reads(input, path); });
  }
};

}  // namespace

bool needs(const queue::JobView& job, const std::string& path) {
  if (queue::is_terminal(job.state) && !job.dead) return false;
  const auto payload = payload::parse_payload(job.spec.payload);
  return !payload || std::visit(Reads{path}, payload->work);
}

asio::Task<Result<bool>> is_in_use(Context& context, std::string path) {
  JobSearch search;
  search.most = 1;
  search.at_once = 100;
  search.wanted = [&path](const queue::JobView& job) { return needs(job, path); };
  for (;;) {
    const auto found = co_await search_jobs(context, search);
    if (!found) co_return found.error();
    if (!found->jobs.empty()) co_return true;
    if (!found->next) co_return false;
    search.offset = *found->next;
  }
}

http::Response in_use(const http::Request& request) {
  return problem(
      request, 409, "in_use",
      "Berkas ini dipakai pekerjaan yang belum selesai. Tunggu atau batalkan pekerjaan itu, lalu hapus lagi.");
}

}  // namespace sipro::gateway
