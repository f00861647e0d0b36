// The parts of doctor. Each looks at one thing and never stops at what it finds.
#pragma once

#include <chrono>
#include <filesystem>
#include <vector>

#include "admin/finding.hpp"
#include "queue/queue.hpp"
#include "redis/client.hpp"
#include "storage/facts.hpp"

namespace sipro::admin {

/// districts.json, the HS master, the epoch.
std::vector<Finding> check_config(const storage::JobFiles& files);

/// Tries out what we ask of storage, in a hidden folder that it makes and removes; free space; clocks.
std::vector<Finding> check_storage(const std::filesystem::path& root);

/// Settings, memory, AOF, clock and what our user may reach. `socket`: whether we come by a unix socket.
std::vector<Finding> check_redis(redis::Client& client, bool by_socket);

/// The parts of a job's cage that hold on this host. `sipro`: the program.
std::vector<Finding> check_cage(const std::filesystem::path& sipro);

/// Whether the queue is open, which processes live, how the jobs are.
std::vector<Finding> check_queue(const storage::JobFiles& files, queue::Queue& queue);

/// The difference of two clocks in words, and what it means.
void judge_clock(Findings& findings, const std::string& whose, std::chrono::microseconds ahead);

}  // namespace sipro::admin
