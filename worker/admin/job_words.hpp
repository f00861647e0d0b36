// A job as an operator reads it, and as scripts do.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "queue/job.hpp"

namespace sipro::admin {

boost::json::object as_json(const queue::JobView& job);

/// What the state means and what happens next, one or two sentences. `now`: Redis' time.
std::string state_in_words(const queue::JobView& job, queue::Micros now);

/// The last column of a list: why it waits, what it does, how it failed.
std::string note_of(const queue::JobView& job, queue::Micros now);

/// What an operator can do about it; empty: nothing to do.
std::string advice_for(const queue::JobView& job);

}  // namespace sipro::admin
