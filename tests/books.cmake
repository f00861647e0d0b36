# Workbooks and archives, read back by programs that are not ours.
add_executable(sample_books support/sample_books.cpp)
target_link_libraries(sample_books PRIVATE sipro_options sipro::pipeline sipro::formats)
set(books ${CMAKE_CURRENT_BINARY_DIR}/sample_books)
add_test(NAME golden.books_written COMMAND sample_books ${books})
add_test(NAME golden.books_read_back COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/golden/test_workbooks.py ${books})
add_test(NAME golden.archives_read_back COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/golden/test_archives.py ${books})
set_tests_properties(golden.books_written PROPERTIES FIXTURES_SETUP books LABELS golden TIMEOUT 120)
set_tests_properties(golden.books_read_back golden.archives_read_back PROPERTIES FIXTURES_REQUIRED books LABELS golden TIMEOUT 120)
