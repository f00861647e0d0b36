// Waiting on the loop.
#pragma once

#include <chrono>

#include "asio/task.hpp"

namespace sipro::asio {

/// Returns early, by boost::system::system_error, where its task is cancelled.
Task<> sleep_for(std::chrono::milliseconds time);

}  // namespace sipro::asio
