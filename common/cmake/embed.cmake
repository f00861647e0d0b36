# sipro_embed(TARGET NAMESPACE FILES...): a static library that gives each file's text by its path, in the order given;
# "embedded.hpp" of the folder declares `NAMESPACE::embedded_files()`. So definitions are read from one place by the
# programs, the tests and the documentation.
function(sipro_embed target namespace)
  set(cpp ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  add_custom_command(OUTPUT ${cpp}
    COMMAND ${CMAKE_COMMAND} -DOUT=${cpp} -DNAMESPACE=${namespace} -DROOT=${CMAKE_CURRENT_SOURCE_DIR} "-DFILES=${ARGN}"
            -P ${CMAKE_SOURCE_DIR}/common/cmake/embed_script.cmake
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/common/cmake/embed_script.cmake
    COMMENT "Embedding ${target}" VERBATIM)
  add_library(${target} STATIC ${cpp})
  target_include_directories(${target} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
endfunction()
