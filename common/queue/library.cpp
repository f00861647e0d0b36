#include "queue/library.hpp"

#include "embedded.hpp"
#include "queue/calls.hpp"

namespace sipro::queue {

const unsigned kLibrary = 2;

namespace {

std::string library_name() { return "sipro_v" + std::to_string(kLibrary); }

/// The text of our library in FUNCTION LIST's answer: [[library_name, <name>, ..., library_code, <text>], ...].
const std::string* find_code(const redis::Reply& reply) {
  const auto* libraries = reply.array();
  if (libraries == nullptr || libraries->empty()) return nullptr;
  const auto* fields = libraries->front().array();
  if (fields == nullptr) return nullptr;
  for (std::size_t i = 0; i + 1 < fields->size(); i += 2) {
    const auto* name = (*fields)[i].text();
    if (name != nullptr && *name == "library_code") return (*fields)[i + 1].text();
  }
  return nullptr;
}

}  // namespace

std::vector<LibraryPiece> library_pieces() {
  std::vector<LibraryPiece> pieces;
  for (const auto& file : functions::embedded_files()) pieces.push_back({file.path, file.text});
  return pieces;
}

std::string assemble_library(std::span<const LibraryPiece> pieces) {
  std::string text = "#!lua name=" + library_name() + "\nlocal VERSION = '" + std::to_string(kLibrary) + "'\n";
  for (const auto& piece : pieces) text += piece.text;
  return text;
}

const std::string& library_text() {
  static const std::string text = assemble_library(library_pieces());
  return text;
}

Result<void> ensure_library(redis::Client& client, const std::string& text) {
  // Where another process loads it in between, the second round compares.
  for (int round = 0; round < 2; ++round) {
    const auto listed = client.run({"FUNCTION", "LIST", "LIBRARYNAME", library_name(), "WITHCODE"});
    if (!listed) return listed.error();
    if (const auto* error = listed->error()) return calls::error_of(*error);
    if (const auto* code = find_code(*listed)) {
      if (*code == text) return {};
      return Error{Errc::library_conflict, "Redis holds another function library " + library_name() +
                                               ": an older or newer program made it; stop all of its version, then "
                                               "FUNCTION DELETE " +
                                               library_name()};
    }
    const auto loaded = client.run({"FUNCTION", "LOAD", text});
    if (!loaded) return loaded.error();
    const auto* error = loaded->error();
    if (error == nullptr) return {};
    if (error->message.find("already exists") == std::string::npos) return calls::error_of(*error);
  }
  return Error{Errc::redis_unavailable, "the function library " + library_name() + " comes and goes"};
}

}  // namespace sipro::queue
