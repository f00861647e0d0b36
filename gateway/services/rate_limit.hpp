// How often one address may ask: a token bucket each. Used on the loop's thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/ip_address.hpp"

namespace sipro::gateway {

class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  /// `per_second` 0: no limit. `most`: addresses that are remembered; beyond it the one that was silent for longest is
  /// forgotten, and has a full bucket again.
  RateLimit(double per_second, double burst, std::size_t most = 20'000);

  /// Takes a token of this address; an IPv6 address shares its bucket with all of its /64, which is one subscriber.
  /// Nothing: there was one. Else how long until there is one, at least a second.
  std::optional<std::chrono::seconds> take(std::string_view address, Clock::time_point now);

  [[nodiscard]] std::size_t remembered() const { return buckets_.size(); }

 private:
  /// A bucket is one time: when it is full again.
  struct Bucket {
    IpAddress owner;
    Clock::time_point full_at;
  };
  struct Hash {
    std::size_t operator()(const IpAddress& address) const;
  };

  Bucket& bucket_of(const IpAddress& owner, Clock::time_point now);

  Clock::duration interval_{0};  // between two tokens
  Clock::duration depth_{0};     // of a bucket: how long an empty one takes to fill
  std::size_t most_;
  std::list<Bucket> buckets_;  // the latest first
  std::unordered_map<IpAddress, std::list<Bucket>::iterator, Hash> by_owner_;
};

struct RateLimits {
  RateLimit requests;  // of any kind
  RateLimit logins;    // codes that are to be checked
};

}  // namespace sipro::gateway
