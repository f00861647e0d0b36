// The process of one attempt: `sipro attempt`, its pipes and its end. It must be made, and waited for, by a thread that
// lives as long as the process may (the kernel ends the child with the thread that started it).
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "base/error.hpp"
#include "child/protocol.hpp"
#include "storage/files.hpp"

namespace sipro::jobs {

using storage::Descriptor;

struct ExitStatus {
  int status = 0;  // where it ended by itself
  int signal = 0;  // 0: ended by itself
};

class ChildProcess {
 public:
  /// Starts `program attempt` in `folder` with nothing of ours open but its pipes and `inputs` (which `spec.inputs` and
  /// `spec.hs_master` are set to name), a clean environment, signals as at login, in a process group of its own.
  /// Errors: internal, with the cause: no such program, no more processes or descriptors.
  static Result<ChildProcess> start(const std::filesystem::path& program, const std::filesystem::path& folder,
                                    child::ChildSpec spec, std::span<const Descriptor> inputs,
                                    const Descriptor* hs_master);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  /// Kills what still runs, and waits for it.
  ~ChildProcess();

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Readable once the process has ended.
  [[nodiscard]] int ended() const { return pidfd_.get(); }
  /// Readable ends, not blocking; empty once closed.
  [[nodiscard]] std::optional<int> progress() const { return open_or_none(progress_); }
  [[nodiscard]] std::optional<int> errors() const { return open_or_none(errors_); }
  /// Writable while there is more of the spec to be told; see tell().
  [[nodiscard]] std::optional<int> unsaid() const;

  /// Writes what the pipe takes of the spec.
  void tell();
  /// Reads once, up to 64 KiB. Nothing: the other side is closed, or there is nothing now.
  std::string read_progress() { return read_from(progress_); }
  std::string read_errors() { return read_from(errors_); }

  /// To the whole process group.
  void signal(int number) const;
  /// Waits for the end, ends what the child left running, and takes the status. Once.
  ExitStatus wait();

 private:
  ChildProcess() = default;
  static std::optional<int> open_or_none(const Descriptor& descriptor);
  static std::string read_from(Descriptor& descriptor);

  pid_t pid_ = -1;
  Descriptor pidfd_;
  Descriptor stdin_;  // stays open: its end tells the child that we are gone
  Descriptor progress_;
  Descriptor errors_;
  std::string unsaid_;
};

}  // namespace sipro::jobs
