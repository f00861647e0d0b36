// Who asks, where a proxy stands between: X-Forwarded-For, X-Forwarded-Proto, Forwarded (RFC 7239).
#pragma once

#include "base/ip_address.hpp"
#include "http/request.hpp"

namespace sipro::http {

/// The client of a request that `peer` sent. The headers count only where `peer` is trusted: then the client is the
/// right-most address that is not, and an address that can't be read ends the way to the left. `Forwarded` is read only
/// where no X-Forwarded-... stands: a proxy that sets those lets a client's own `Forwarded` through.
///
/// Loopback is only who comes from there all the way. A trusted peer that tells of no client, and an untrusted one on
/// loopback that tells of one, are proxies that are set up wrongly: what lies behind them is not this machine.
Peer client_of(const Peer& peer, const Headers& headers, const IpNetworks& trusted);

}  // namespace sipro::http
