#include "jobs/queue_link.hpp"

namespace sipro::jobs {

void QueueLink::note(const Error& error) {
  access_->failures.failed(error);
  if (error.code == Errc::recovering) take_epoch();
}

void QueueLink::take_epoch() {
  const auto epoch = access_->read_epoch();
  // Without it calls are refused as `recovering`, and it is read again.
  if (epoch) connection_.queue->use_epoch(*epoch);
}

}  // namespace sipro::jobs
