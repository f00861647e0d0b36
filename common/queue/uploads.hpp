// An upload on its way, as the queue's server keeps it: functions/uploads.lua. Losing it loses no byte, since storage
// knows what a client was told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace sipro::queue {

enum class UploadHold {
  held,     // by the caller's token
  lost,     // another token holds it, or nobody does any more
  whole,    // it is finished
  dropped,  // it was taken away
};

struct UploadTaken {
  UploadHold hold = UploadHold::held;
  std::uint64_t offset = 0;  // where held: what is committed
};

struct UploadLook {
  std::optional<std::uint64_t> offset;  // nothing: not known here
  std::optional<UploadHold> ended;      // whole, dropped
  std::string district;                 // where ended
};

}  // namespace sipro::queue
