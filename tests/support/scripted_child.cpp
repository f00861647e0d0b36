// Stands in for `sipro attempt` in tests of the worker: does what the name of its first input says, step by step:
//
//   "progress membaca 10 100; write hasil.txt isi; exit 0"
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include "child/protocol.hpp"

namespace {

using sipro::child::ChildSpec;
using Arguments = std::istringstream;

void say(const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = ::write(sipro::child::kProgressDescriptor, text.data() + done, text.size() - done);
    if (written <= 0) std::exit(9);
    done += static_cast<std::size_t>(written);
  }
}

std::string word(Arguments& arguments) {
  std::string text;
  arguments >> text;
  return text;
}

std::string rest(Arguments& arguments) {
  std::string text;
  std::getline(arguments >> std::ws, text);
  return text;
}

int number(Arguments& arguments) {
  int value = 0;
  arguments >> value;
  return value;
}

void progress(Arguments& arguments) {
  sipro::child::ChildProgress step;
  arguments >> step.phase >> step.done >> step.total;
  say(sipro::child::progress_line(step) + "\n");
}

void write_file(Arguments& arguments) {
  const std::string name = word(arguments);
  std::ofstream(name) << rest(arguments);
}

/// What this process was given: descriptors that are open, environment, folder, blocked and ignored signals.
void surroundings(const ChildSpec& spec) {
  std::ofstream out("surroundings.txt");
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const auto target = std::filesystem::read_symlink(entry.path(), gone);
    const bool own = gone || target == std::filesystem::current_path() / "surroundings.txt" ||
                     target.string().find("/fd") != std::string::npos;
    if (!own) out << "fd " << entry.path().filename().string() << '\n';
  }
  for (char** variable = environ; *variable != nullptr; ++variable) out << "env " << *variable << '\n';
  sigset_t blocked;
  ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
  for (int signal = 1; signal < SIGRTMIN - 2; ++signal) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    if (action.sa_handler == SIG_IGN || sigismember(&blocked, signal) == 1) out << "signal " << signal << '\n';
  }
  out << "leader " << (::getpgrp() == ::getpid()) << '\n';
  for (const int input : spec.inputs) {
    char byte = 0;
    out << "input " << (::pread(input, &byte, 1, 0) == 1 ? byte : '?') << '\n';
  }
}

/// Leaves a process behind that holds the pipes.
void orphan() {
  if (::fork() == 0) {
    for (;;) ::pause();
  }
}

void wait_for_ever() {
  for (;;) ::pause();
}

/// Tells the test that this step was reached.
void sync(const std::string& fifo) {
  const int end = ::open(fifo.c_str(), O_WRONLY);
  if (end < 0 || ::write(end, "x", 1) != 1) std::exit(9);
  ::close(end);
}

using Step = std::function<void(Arguments&)>;

std::map<std::string, Step> steps(const ChildSpec& spec) {
  return {
      {"progress", progress},
      {"write", write_file},
      {"surroundings", [&](Arguments&) { surroundings(spec); }},
      {"say", [](Arguments& arguments) { say(rest(arguments) + "\n"); }},
      {"garbage", [](Arguments& arguments) { say(std::string(static_cast<std::size_t>(number(arguments)), '\xfe')); }},
      {"shout",
       [](Arguments& arguments) { std::cerr << std::string(static_cast<std::size_t>(number(arguments)), 'x'); }},
      {"mutter", [](Arguments& arguments) { std::cerr << rest(arguments); }},
      {"error",
       [](Arguments& arguments) {
         const std::string code = word(arguments);
         say(sipro::child::error_line({code, rest(arguments)}) + "\n");
       }},
      {"link",
       [](Arguments& arguments) {
         const std::string name = word(arguments);
         std::filesystem::create_symlink(rest(arguments), name);
       }},
      {"fifo", [](Arguments& arguments) { ::mkfifo(word(arguments).c_str(), 0600); }},
      {"sync", [](Arguments& arguments) { sync(word(arguments)); }},
      {"stubborn", [](Arguments&) { ::signal(SIGTERM, SIG_IGN); }},
      {"orphan", [](Arguments&) { orphan(); }},
      {"hang", [](Arguments&) { wait_for_ever(); }},
      {"signal",
       [](Arguments& arguments) {
         const int signal = number(arguments);
         // A sanitizer's handler would put its own words after the script's.
         ::signal(signal, SIG_DFL);
         ::raise(signal);
       }},
      {"exit", [](Arguments& arguments) { std::exit(number(arguments)); }},
  };
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || std::string(argv[1]) != "attempt") return 2;
  std::string line;
  std::getline(std::cin, line);
  const auto spec = sipro::child::parse_child_spec(line);
  if (!spec) return 2;
  say(sipro::child::cage_line({"scripted"}) + "\n");
  const auto* check = std::get_if<sipro::payload::Check>(&spec->payload.work);
  if (check == nullptr || check->inputs.empty()) return 2;
  std::istringstream script(check->inputs.front().name);
  const auto known = steps(*spec);
  for (std::string step; std::getline(script, step, ';');) {
    Arguments arguments(step);
    const auto found = known.find(word(arguments));
    if (found == known.end()) return 2;
    found->second(arguments);
  }
  return 0;
}
