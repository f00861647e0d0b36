#include "base/version.hpp"

namespace sipro {

const char* const kVersion = SIPRO_VERSION;

}  // namespace sipro
