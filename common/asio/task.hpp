// A coroutine of the loop. Coroutines are named functions. g++ 12: a capturing lambda or a braced argument inside a
// co_await expression is destroyed twice; name it first.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace sipro::asio {

template <class T = void>
using Task = boost::asio::awaitable<T>;

using Executor = boost::asio::any_io_executor;

}  // namespace sipro::asio
