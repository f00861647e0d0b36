# sipro_library(NAME SOURCES... [PUBLIC targets] [PRIVATE targets]): one static library a folder, alias sipro::NAME.
# Includes read "NAME/file.hpp": the folder's parent is the include directory.
function(sipro_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(sipro_${name} STATIC ${arg_SOURCES})
  add_library(sipro::${name} ALIAS sipro_${name})
  target_include_directories(sipro_${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/..)
  target_link_libraries(sipro_${name} PUBLIC ${arg_PUBLIC} PRIVATE sipro_options ${arg_PRIVATE})
endfunction()
