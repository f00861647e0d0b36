#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <memory>

#include "base/moment.hpp"

namespace sipro::log {
namespace {

std::string& program_name() {
  static std::string name = "sipro";
  return name;
}

spdlog::logger& logger() {
  static const auto kLogger = [] {
    auto made = std::make_shared<spdlog::logger>("sipro", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    // The line is JSON already; spdlog's own pattern does not escape.
    made->set_pattern("%v");
    made->flush_on(spdlog::level::trace);
    return made;
  }();
  return *kLogger;
}

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warn: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string_view to_string(Level level) {
  switch (level) {
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warn: return "warn";
    case Level::error: return "error";
  }
  return "error";
}

/// UTC with milliseconds: "2026-11-25T03:13:44.123Z".
std::string now() {
  const auto time = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const std::string millis = std::to_string(1000 + (time - seconds).count());
  std::string text = Moment{seconds, std::chrono::minutes(0)}.iso8601();
  return text.substr(0, text.find('+')) + "." + millis.substr(1) + "Z";
}

}  // namespace

void start(std::string_view program, Level level) {
  program_name() = program;
  logger().set_level(spdlog_level(level));
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (!logger().should_log(spdlog_level(level))) return;
  boost::json::object line;
  line["at"] = now();
  line["level"] = to_string(level);
  line["event"] = event;
  line["program"] = program_name();
  for (const Field& field : fields) {
    std::visit([&line, &field](const auto& value) { line[field.name] = value; }, field.value);
  }
  logger().log(spdlog_level(level), spdlog::string_view_t(boost::json::serialize(line)));
}

}  // namespace sipro::log
