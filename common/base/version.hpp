// The version of the programs, as the build was told. Compiled once, so that another version is little to compile.
#pragma once

namespace sipro {

extern const char* const kVersion;

}  // namespace sipro
