#include "formats/readstat_input.hpp"

namespace sipro::formats {
namespace {

int open_input(const char*, void*) noexcept { return 0; }

int close_input(void*) noexcept { return 0; }

readstat_off_t seek_input(readstat_off_t offset, readstat_io_flags_t whence, void* input) noexcept {
  return static_cast<ReadStatInput*>(input)->seek(offset, whence);
}

ssize_t read_input(void* to, size_t count, void* input) noexcept {
  return static_cast<ReadStatInput*>(input)->read(static_cast<char*>(to), count);
}

readstat_error_t no_progress(long, readstat_progress_handler, void*, void*) noexcept { return READSTAT_OK; }

}  // namespace

ReadStatParser make_parser(ReadStatInput& input) {
  ReadStatParser parser(readstat_parser_init(), &readstat_parser_free);
  if (!parser) return parser;
  readstat_set_open_handler(parser.get(), open_input);
  readstat_set_close_handler(parser.get(), close_input);
  readstat_set_seek_handler(parser.get(), seek_input);
  readstat_set_read_handler(parser.get(), read_input);
  readstat_set_update_handler(parser.get(), no_progress);
  readstat_set_io_ctx(parser.get(), &input);
  // ReadStat 1.1.8: converting costs half of all instructions, and one bad byte ends the parse.
  readstat_set_handler_character_encoding(parser.get(), nullptr);
  return parser;
}

}  // namespace sipro::formats
