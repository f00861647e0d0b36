#include "services/rate_limit.hpp"

#include <algorithm>
#include <functional>

namespace sipro::gateway {
namespace {

IpAddress owner_of(std::string_view address) {
  IpAddress owner = parse_ip_address(address).value_or(IpAddress());
  if (!owner.is_v4()) std::fill(owner.bytes.begin() + 8, owner.bytes.end(), std::uint8_t{0});
  return owner;
}

}  // namespace

std::size_t RateLimit::Hash::operator()(const IpAddress& address) const {
  const std::string_view bytes(reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size());
  return std::hash<std::string_view>()(bytes);
}

RateLimit::RateLimit(double per_second, double burst, std::size_t most) : most_(most) {
  if (per_second <= 0) return;
  interval_ = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / per_second));
  depth_ =
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::max(1.0, burst) / per_second));
}

RateLimit::Bucket& RateLimit::bucket_of(const IpAddress& owner, Clock::time_point now) {
  const auto known = by_owner_.find(owner);
  if (known != by_owner_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, known->second);
    return buckets_.front();
  }
  if (buckets_.size() >= most_) {
    by_owner_.erase(buckets_.back().owner);
    buckets_.pop_back();
  }
  buckets_.push_front({owner, now});
  by_owner_.emplace(owner, buckets_.begin());
  return buckets_.front();
}

std::optional<std::chrono::seconds> RateLimit::take(std::string_view address, Clock::time_point now) {
  if (interval_ == Clock::duration(0)) return std::nullopt;
  Bucket& bucket = bucket_of(owner_of(address), now);
  const Clock::time_point full_at = std::max(bucket.full_at, now) + interval_;
  const Clock::duration missing = full_at - now - depth_;
  if (missing > Clock::duration(0)) {
    return std::max(std::chrono::seconds(1), std::chrono::ceil<std::chrono::seconds>(missing));
  }
  bucket.full_at = full_at;
  return std::nullopt;
}

}  // namespace sipro::gateway
