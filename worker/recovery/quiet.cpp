#include "recovery/quiet.hpp"

namespace sipro::recovery {

Result<std::string> epoch_on_storage(const storage::JobFiles& files) {
  auto epoch = storage::read_epoch(files.files(), files.layout());
  if (!epoch && epoch.error().code == Errc::fact_damaged) return std::string();
  return epoch;
}

bool is_open(const queue::Standing& standing, const std::string& epoch) {
  return !epoch.empty() && standing.epoch == epoch && standing.run_id == standing.server;
}

Result<bool> is_quiet(const storage::JobFiles& files, queue::Queue& queue, const std::string& owner) {
  const auto epoch = epoch_on_storage(files);
  if (!epoch) return epoch.error();
  const auto standing = queue.standing();
  if (!standing) return standing.error();
  return is_open(*standing, *epoch) && (standing->recovering.empty() || standing->recovering == owner);
}

}  // namespace sipro::recovery
