# Every outside library, found in one place. The Debian packages that bring them stand in deploy/packages.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(spdlog REQUIRED)
find_package(ZLIB REQUIRED)

# Debian 12: libzip's CMake config fails without the zip tools, and libxlsxwriter, hiredis 0.14, argon2 and seccomp have none.
foreach(module libzip xlsxwriter hiredis libargon2 libseccomp)
  pkg_check_modules(${module} REQUIRED IMPORTED_TARGET ${module})
endforeach()

# ReadStat 1.1.8 has neither a .pc nor a CMake file.
find_path(READSTAT_INCLUDE readstat.h REQUIRED)
find_library(READSTAT_LIBRARY readstat REQUIRED)
add_library(readstat INTERFACE)
target_include_directories(readstat SYSTEM INTERFACE ${READSTAT_INCLUDE})
target_link_libraries(readstat INTERFACE ${READSTAT_LIBRARY})

if(SIPRO_TESTS)
  find_package(GTest REQUIRED)
endif()
