# What every target of the project is compiled with.
add_library(sipro_options INTERFACE)
target_compile_options(sipro_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(sipro_options INTERFACE -Wduplicated-cond -Wlogical-op)
endif()
if(SIPRO_WERROR)
  target_compile_options(sipro_options INTERFACE -Werror)
endif()
if(SIPRO_SANITIZER)
  target_compile_options(sipro_options INTERFACE -fsanitize=${SIPRO_SANITIZER} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12: its checks confuse this warning, which a release build has too.
    target_compile_options(sipro_options INTERFACE -Wno-maybe-uninitialized)
  endif()
  target_link_options(sipro_options INTERFACE -fsanitize=${SIPRO_SANITIZER})
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(sipro_options INTERFACE _GLIBCXX_ASSERTIONS _FORTIFY_SOURCE=2)
  target_compile_options(sipro_options INTERFACE -fstack-protector-strong -fcf-protection)
  target_link_options(sipro_options INTERFACE -Wl,-z,relro,-z,now)
endif()
