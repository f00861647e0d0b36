// An attempt's process whose work is to get out: the real entry, cage and all, around one escape. Says on stderr
// "escape: N", the errno that stopped it, 0: it is out.
//
//   escape_child NAME FOLDER PORT DESCRIPTOR       as `sipro attempt`
//   escape_child --bare NAME FOLDER PORT DESCRIPTOR     the escape alone, without entry and cage: the control
//
// FOLDER is another job's, with "secret" and a listening "socket" (an abstract one of its name listens too, and a
// segment of shared memory has the key PORT); on PORT something listens; DESCRIPTOR is a folder left open.
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "child/attempt.hpp"

namespace {

struct Surroundings {
  std::string folder;
  int port = 0;
  int descriptor = -1;
  int input = -1;              // the spec's first input
  pid_t parent = ::getppid();  // the cage no longer tells
};

using Escape = std::function<int(const Surroundings&)>;

/// Of a call that gives -1 where it fails.
int result(long value) { return value < 0 ? errno : 0; }

int open_read(const std::string& path) { return result(::open(path.c_str(), O_RDONLY)); }

template <class Address>
int connect_to(int family, const Address& address, std::size_t size) {
  const int socket = ::socket(family, SOCK_STREAM, 0);
  if (socket < 0) return errno;
  return result(::connect(socket, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(size)));
}

int connect_tcp(const Surroundings& out) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(out.port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connect_to(AF_INET, address, sizeof address);
}

int connect_unix(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(&address.sun_path[0], name.data(), std::min(name.size(), sizeof address.sun_path - 1));
  return connect_to(AF_UNIX, address, offsetof(sockaddr_un, sun_path) + name.size());
}

/// Many at a time; all end again.
int fork_many() {
  std::vector<pid_t> children;
  int error = 0;
  while (error == 0 && children.size() < 64) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::pause();
      ::_exit(0);
    }
    error = result(child);
    if (child > 0) children.push_back(child);
  }
  for (const pid_t child : children) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  return error;
}

int clone_by_newer_call() {
  struct {
    std::uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
  } arguments{};
  arguments.exit_signal = SIGCHLD;
  const long child = ::syscall(SYS_clone3, &arguments, sizeof arguments);
  if (child == 0) ::_exit(0);
  if (child > 0) ::waitpid(static_cast<pid_t>(child), nullptr, 0);
  return result(child);
}

int enter_user_namespace() {
  const long child = ::syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (child == 0) ::_exit(0);
  if (child > 0) ::waitpid(static_cast<pid_t>(child), nullptr, 0);
  return result(child);
}

int start_program() {
  const std::array<const char*, 4> words = {"sh", "-c", "echo escape: 0 >&2", nullptr};
  return result(::execv("/bin/sh", const_cast<char* const*>(words.data())));
}

int read_memory_of(pid_t process) {
  std::array<char, 8> here{};
  int there =
      0;  // this program's own address space is no guide to the parent's: any page of its vdso or stack would do
  const iovec local{here.data(), here.size()};
  const iovec remote{&there, sizeof there};
  const long got = ::syscall(SYS_process_vm_readv, process, &local, 1, &remote, 1, 0);
  return got < 0 && errno == EFAULT ? 0 : result(got);  // EFAULT: allowed, but nothing is mapped there
}

int steal_descriptor_of(pid_t process) {
  const long parent = ::syscall(SYS_pidfd_open, process, 0);
  return parent < 0 ? errno : result(::syscall(SYS_pidfd_getfd, parent, 2, 0));
}

int write_much() {
  const int file = ::open("much", O_CREAT | O_WRONLY, 0600);
  const std::vector<char> piece(1U << 20U, 'x');
  for (int i = 0; i < 80; ++i) {
    if (::write(file, piece.data(), piece.size()) < 0) return errno;
  }
  return 0;
}

int allocate(std::size_t bytes) {
  const void* room = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return room == MAP_FAILED ? errno : 0;
}

int make_code() {
  void* room = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return room == MAP_FAILED ? errno : result(::mprotect(room, 4096, PROT_READ | PROT_EXEC));
}

int open_many() {
  for (int i = 0; i < 700; ++i) {
    if (::dup(STDERR_FILENO) < 0) return errno;
  }
  return 0;
}

int mount_here() {
  ::mkdir("mounted", 0700);
  if (::mount("none", "mounted", "tmpfs", 0, nullptr) != 0) return errno;
  return result(::umount2("mounted", MNT_DETACH));
}

/// The way out of a chroot that has kept its privileges: a second root, below a folder that is still open.
int leave_root() {
  const int here = ::open(".", O_RDONLY | O_DIRECTORY);
  ::mkdir("second", 0700);
  if (::chroot("second") != 0) return errno;
  if (::fchdir(here) != 0) return errno;
  bool up = true;
  for (int i = 0; i < 32 && up; ++i) up = ::chdir("..") == 0;
  return open_read("etc/passwd");
}

/// A new Landlock layer can only take away.
int open_landlock_hole() {
  constexpr std::uint64_t kReadFile = 4;
  constexpr long kPathBeneath = 1;
  const std::uint64_t handled = kReadFile;
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const long rules = ::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
  if (rules < 0) return errno;
  struct __attribute__((packed)) {
    std::uint64_t allowed = kReadFile;
    std::int32_t folder = -1;
  } all;
  all.folder = ::open("/", O_PATH | O_DIRECTORY);
  if (::syscall(SYS_landlock_add_rule, rules, kPathBeneath, &all, 0) != 0) return errno;
  if (::syscall(SYS_landlock_restrict_self, rules, 0) != 0) return errno;
  return open_read("/etc/passwd");
}

int set_affinity_of(pid_t process) {
  cpu_set_t set;
  if (::sched_getaffinity(process, sizeof set, &set) != 0) return errno;
  return result(::sched_setaffinity(process, sizeof set, &set));
}

int create_map() {
  bpf_attr attributes{};
  attributes.map_type = BPF_MAP_TYPE_ARRAY;
  attributes.key_size = 4;
  attributes.value_size = 4;
  attributes.max_entries = 1;
  return result(::syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes));
}

/// 1.5 seconds of processor time.
int spin() {
  timespec used{};
  do {
    if (::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0) return errno;
  } while (used.tv_sec < 1 || used.tv_nsec < 500'000'000);
  return 0;
}

int raise_core_limit() {
  const rlimit one{1, 1};
  return result(::setrlimit(RLIMIT_CORE, &one));
}

int call_of_another_architecture() {
#if defined(__x86_64__)
  long answer = 20;  // getpid of i386
  asm volatile("int $0x80" : "+a"(answer) : : "memory");
  return answer < 0 ? static_cast<int>(-answer) : 0;
#else
  return ENOSYS;
#endif
}

const std::map<std::string, Escape>& escapes() {
  static const std::map<std::string, Escape> kAll = {
      {"connect_tcp", connect_tcp},
      {"connect_unix", [](const auto& out) { return connect_unix(out.folder + "/socket"); }},
      {"connect_abstract", [](const auto& out) { return connect_unix('\0' + out.folder); }},
      {"socket_udp", [](const auto&) { return result(::socket(AF_INET, SOCK_DGRAM, 0)); }},
      {"socket_netlink", [](const auto&) { return result(::socket(AF_NETLINK, SOCK_RAW, 0)); }},
      {"shared_memory", [](const auto& out) { return result(::shmget(out.port, 0, 0)); }},

      {"read_passwd", [](const auto&) { return open_read("/etc/passwd"); }},
      {"list_folder", [](const auto& out) { return result(::open(out.folder.c_str(), O_RDONLY | O_DIRECTORY)); }},
      {"read_other_job", [](const auto& out) { return open_read(out.folder + "/secret"); }},
      {"read_by_dots", [](const auto&) { return open_read("../other/secret"); }},
      {"read_by_many_dots", [](const auto&) { return open_read("../../../../../../../../../../etc/passwd"); }},
      {"read_by_symlink", [](const auto&) { return open_read("link"); }},
      {"read_by_left_descriptor", [](const auto& out) { return result(::openat(out.descriptor, "secret", O_RDONLY)); }},
      {"write_other_job",
       [](const auto& out) { return result(::open((out.folder + "/new").c_str(), O_CREAT | O_WRONLY, 0600)); }},
      {"write_by_dots", [](const auto&) { return result(::open("../other/new", O_CREAT | O_WRONLY, 0600)); }},
      {"write_by_symlink", [](const auto&) { return result(::open("link", O_WRONLY | O_TRUNC)); }},
      {"write_input", [](const auto& out) { return result(::write(out.input, "x", 1)); }},
      {"write_input_by_proc",
       [](const auto& out) {
         return result(::open(("/proc/self/fd/" + std::to_string(out.input)).c_str(), O_WRONLY));
       }},
      {"truncate_other_job", [](const auto& out) { return result(::truncate((out.folder + "/secret").c_str(), 6)); }},
      {"remove_other_job", [](const auto& out) { return result(::unlink((out.folder + "/removable").c_str())); }},
      {"rename_other_job", [](const auto& out) { return result(::rename((out.folder + "/movable").c_str(), "mine")); }},
      {"link_other_job", [](const auto& out) { return result(::link((out.folder + "/secret").c_str(), "mine")); }},
      {"make_symlink", [](const auto&) { return result(::symlink("/etc/passwd", "made")); }},
      {"make_fifo", [](const auto&) { return result(::mkfifo("fifo", 0600)); }},
      {"make_set_user_id_file", [](const auto&) { return result(::open("suid", O_CREAT | O_WRONLY, 04755)); }},
      {"proc_of_parent", [](const auto& out) { return open_read("/proc/" + std::to_string(out.parent) + "/environ"); }},
      {"leave_root", [](const auto&) { return leave_root(); }},
      {"landlock_hole", [](const auto&) { return open_landlock_hole(); }},

      {"execve", [](const auto&) { return start_program(); }},
      {"memfd", [](const auto&) { return result(::memfd_create("program", 0)); }},
      {"make_code", [](const auto&) { return make_code(); }},
      {"fork", [](const auto&) { return fork_many(); }},
      {"clone3", [](const auto&) { return clone_by_newer_call(); }},
      {"ptrace", [](const auto& out) { return result(::ptrace(PTRACE_SEIZE, out.parent, nullptr, nullptr)); }},
      {"process_vm", [](const auto& out) { return read_memory_of(out.parent); }},
      {"pidfd", [](const auto& out) { return steal_descriptor_of(out.parent); }},
      {"kill", [](const auto& out) { return result(::kill(out.parent, SIGCONT)); }},
      {"tgkill", [](const auto& out) { return result(::syscall(SYS_tgkill, out.parent, out.parent, SIGCONT)); }},
      {"affinity", [](const auto& out) { return set_affinity_of(out.parent); }},

      {"setuid", [](const auto&) { return result(::setuid(::geteuid() == 0 ? 65534 : 0)); }},
      {"mount", [](const auto&) { return mount_here(); }},
      {"user_namespace", [](const auto&) { return enter_user_namespace(); }},
      {"io_uring",
       [](const auto&) {
         io_uring_params parameters{};
         return result(::syscall(SYS_io_uring_setup, 1, &parameters));
       }},
      {"bpf", [](const auto&) { return create_map(); }},
      {"keyctl", [](const auto&) { return result(::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr)); }},
      {"personality", [](const auto&) { return result(::personality(ADDR_NO_RANDOMIZE)); }},
      {"userfaultfd", [](const auto&) { return result(::syscall(SYS_userfaultfd, 1)); }},
      {"ioctl",
       [](const auto&) {
         int waiting = 0;
         return result(::ioctl(STDIN_FILENO, FIONREAD, &waiting));
       }},
      {"dumpable", [](const auto&) { return result(::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)); }},
      {"other_architecture", [](const auto&) { return call_of_another_architecture(); }},

      {"allocate_4_gib", [](const auto&) { return allocate(std::size_t{4} << 30U); }},
      {"sparse_10_gib",
       [](const auto&) { return result(::ftruncate(::open("sparse", O_CREAT | O_WRONLY, 0600), off_t{10} << 30)); }},
      {"write_beyond_limit", [](const auto&) { return write_much(); }},
      {"many_descriptors", [](const auto&) { return open_many(); }},
      {"spin", [](const auto&) { return spin(); }},
      {"raise_core_limit", [](const auto&) { return raise_core_limit(); }},
  };
  return kAll;
}

void tell(int error) { std::cerr << "escape: " << error << std::endl; }

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const bool bare = !words.empty() && words.front() == "--bare";
  if (bare) words.erase(words.begin());
  if (words.size() != 4) return 2;
  const Escape escape = escapes().at(words[0]);
  Surroundings out{words[1], std::stoi(words[2]), std::stoi(words[3])};
  if (bare) {
    tell(escape(out));
    return 0;
  }
  return sipro::child::run_attempt({nullptr, [&](const sipro::child::ChildSpec& spec, sipro::Progress) {
                                      out.input = spec.inputs.front();
                                      tell(escape(out));
                                      return sipro::Result<void>();
                                    }});
}
