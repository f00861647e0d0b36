# The queue in memory, for every test that needs a queue.
add_library(fake_queue STATIC support/fake_queue.cpp support/fake_reads.cpp support/fake_transitions.cpp
            support/queue_event.cpp support/queue_text.cpp)
target_include_directories(fake_queue PUBLIC ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/common)
target_link_libraries(fake_queue PUBLIC sipro::base PRIVATE sipro_options Boost::json)
