// Asio's own code, compiled once for all that is linked with it.
#include <boost/asio/impl/src.hpp>
