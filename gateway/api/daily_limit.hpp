// How many jobs a district may ask for in a day of its own zone: a brake for a program that runs wild, counted in Redis
// and forgotten with it.
#pragma once

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "api/context.hpp"
#include "api/submit.hpp"
#include "base/moment.hpp"
#include "queue/queue.hpp"

namespace sipro::gateway {

/// The day of `now` in its zone.
struct LocalDay {
  std::string date;  // "2026-11-25"
  std::chrono::seconds left{0};
};
LocalDay day_of(const Moment& now);

using Taken = std::variant<std::vector<queue::Enqueued>, http::Response>;

/// submit(), where the day has room for the jobs. They are counted before they are made; what turns out not to be new
/// is given back. Or the answer why not.
asio::Task<Taken> submit_within_day(Context& context, Submission submission);

}  // namespace sipro::gateway
