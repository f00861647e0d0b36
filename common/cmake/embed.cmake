# sipro_embed(TARGET FILES...): a static library whose header "TARGET.hpp" gives each file's text by its path,
# so that the definitions under schemas/ are read from one place by the programs, the tests and the documentation.
function(sipro_embed target)
  set(cpp ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  add_custom_command(OUTPUT ${cpp}
    COMMAND ${CMAKE_COMMAND} -DOUT=${cpp} -DTARGET=${target} -DROOT=${CMAKE_CURRENT_SOURCE_DIR} "-DFILES=${ARGN}"
            -P ${CMAKE_SOURCE_DIR}/common/cmake/embed_script.cmake
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/common/cmake/embed_script.cmake
    COMMENT "Embedding ${target}" VERBATIM)
  add_library(${target} STATIC ${cpp})
  target_include_directories(${target} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
endfunction()
