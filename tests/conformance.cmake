# The queue in memory, for every test that needs a queue.
add_library(fake_queue STATIC support/fake_queue.cpp support/fake_counts.cpp support/fake_reads.cpp support/fake_transitions.cpp
            support/queue_event.cpp support/queue_text.cpp)
target_include_directories(fake_queue PUBLIC ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/common)
target_link_libraries(fake_queue PUBLIC sipro::base sipro::queue PRIVATE sipro_options Boost::json)

# A Redis of the test's own.
add_library(redis_server STATIC support/redis_server.cpp)
target_include_directories(redis_server PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(redis_server PUBLIC sipro::redis PRIVATE sipro_options)

# The suite that defines the queue's semantics, on each kind of bench.
file(GLOB suite CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/conformance/*.cpp)
add_executable(conformance_suite ${suite})
target_link_libraries(conformance_suite PRIVATE sipro_options fake_queue redis_server sipro::queue GTest::gmock GTest::gtest)
add_test(NAME conformance.suite COMMAND conformance_suite --gtest_brief=1)
set_tests_properties(conformance.suite PROPERTIES LABELS conformance TIMEOUT 120)

# Histories drawn from seeds: 10,000 of the fake, 300 of the fake and Redis side by side; --histories N for more.
file(GLOB simulation CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/conformance/simulation/*.cpp)
add_executable(queue_simulation ${simulation} conformance/fake_bench.cpp conformance/redis_bench.cpp)
target_link_libraries(queue_simulation PRIVATE sipro_options fake_queue redis_server sipro::queue)
add_test(NAME conformance.simulation COMMAND queue_simulation)
add_test(NAME conformance.side_by_side COMMAND queue_simulation --redis --histories 300)
set_tests_properties(conformance.simulation conformance.side_by_side PROPERTIES LABELS conformance TIMEOUT 300)
