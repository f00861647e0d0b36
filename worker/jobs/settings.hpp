// What an operator decides about one worker process.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "child/protocol.hpp"

namespace sipro::jobs {

struct Settings {
  std::string worker;           // unique name of the process: claims are remembered under it
  std::filesystem::path child;  // the program `sipro`
  unsigned concurrency = 1;     // attempts at a time
  unsigned threads = 1;         // of one attempt
  child::ChildLimits limits;    // of one attempt
  std::vector<std::string> cage = child::all_cage_parts();

  std::chrono::milliseconds lease = std::chrono::seconds(15);
  std::chrono::milliseconds stall = std::chrono::seconds(120);     // without progress: ended
  std::chrono::milliseconds wall = std::chrono::minutes(30);       // longest attempt
  std::chrono::milliseconds kill_after = std::chrono::seconds(2);  // from TERM to KILL
  std::chrono::milliseconds drain = std::chrono::seconds(60);      // after SIGTERM what runs may still finish
  std::chrono::milliseconds drain_end = std::chrono::seconds(85);  // after SIGTERM nobody is waited for any more
};

}  // namespace sipro::jobs
