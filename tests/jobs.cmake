# The worker without Redis and without `sipro`: the queue in memory, a child that does what a test says.
add_executable(scripted_child support/scripted_child.cpp)
target_link_libraries(scripted_child PRIVATE sipro_options sipro::child)
sipro_test(jobs sipro::jobs sipro::records sipro::recovery fake_queue faulty_files Boost::json)
target_compile_definitions(unit_jobs PRIVATE SIPRO_SCRIPTED_CHILD="$<TARGET_FILE:scripted_child>")
add_dependencies(unit_jobs scripted_child)

add_executable(job_tool support/job_tool.cpp)
target_link_libraries(job_tool PRIVATE sipro_options sipro::queue sipro::records sipro::storage Boost::json CLI11::CLI11)
