// What a worker and the process of one attempt say to each other. The process is `sipro attempt`, started in the
// attempt's folder, which becomes all that it can see of the file system:
//
//   stdin         one line, a ChildSpec as JSON; then it stays open: its end means that the worker is gone, and the
//                 child ends too
//   descriptor 3  lines of JSON from the child: first {"cage":["landlock",...]}, the parts that hold; then, when
//                 anything has moved and at most every 250 ms, {"phase","done","total"} (total 0: not known; the same
//                 counts again: something moved that is not counted); last, where it did not finish,
//                 {"error":{"code","message"}}. The child may be taken over by the file that it reads: nothing that it
//                 says is to be trusted, and a line may be of any length
//   stderr        last words for the operator; stdout is not used
//   exit          0 done; 3 the data stop the job (laporan.json says why, the error line is data_stop with the first
//                 stop's message); 2 wrong_usage; 1 anything else; a signal where it crashed or a limit ended it
//                 (SIGXCPU: cpu_seconds)
//
// Inputs are open descriptors of regular files, for reading; the cage closes before the first byte of them is read.
// Descriptors that the spec does not name are closed. Results appear in the folder at the end, under their names; what
// an attempt that is ended leaves behind has names that begin with ".sipro-". The thread that starts the child must
// outlive it: the child is killed (PDEATHSIG) when that thread ends. TERM and KILL end it at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "payload/payload.hpp"

namespace sipro::child {

inline constexpr int kProgressDescriptor = 3;

struct ChildLimits {
  /// Address space; 0: no limit. Ten million rows of 17 variables take 1.1 GiB with two threads, the tables of two such
  /// flows 1.8 GiB; each further thread reserves some 80 MiB (its stack and its heap), used or not.
  std::uint64_t memory_bytes = std::uint64_t{2} << 30U;
  std::uint64_t cpu_seconds = 3600;
  std::uint64_t file_bytes = std::uint64_t{4} << 30U;  // a file that it writes
  std::uint64_t open_files = 512;                      // inputs among them, each once more while it is read

  bool operator==(const ChildLimits&) const = default;
};

/// Parts of the cage, as words: "landlock", "chroot", "namespaces", "seccomp", "limits".
std::vector<std::string> all_cage_parts();

struct ChildSpec {
  payload::Payload payload;
  std::vector<int> inputs;       // descriptors, in the order of the payload's inputs (olah: ekspor, then impor)
  std::optional<int> hs_master;  // descriptor
  unsigned threads = 1;
  ChildLimits limits;
  std::vector<std::string> cage = all_cage_parts();  // parts that are wanted

  bool operator==(const ChildSpec&) const = default;
};

/// One line without its end.
std::string to_json(const ChildSpec& spec);
/// Errors: wrong_usage.
Result<ChildSpec> parse_child_spec(std::string_view text);

struct ChildProgress {
  std::string phase;
  std::uint64_t done = 0;
  std::uint64_t total = 0;

  bool operator==(const ChildProgress&) const = default;
};

struct ChildError {
  std::string code;     // an Errc's name
  std::string message;  // Indonesian where an officer can do something about it

  bool operator==(const ChildError&) const = default;
};

/// One line of the child. Exactly one of the three is set; none for a line that is not understood.
struct ChildLine {
  std::optional<std::vector<std::string>> cage;
  std::optional<ChildProgress> progress;
  std::optional<ChildError> error;
};

std::string cage_line(const std::vector<std::string>& parts);
std::string progress_line(const ChildProgress& progress);
std::string error_line(const ChildError& error);
ChildLine parse_child_line(std::string_view text);

}  // namespace sipro::child
