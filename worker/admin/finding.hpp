// What doctor says: one line a check, and what to do about it.
#pragma once

#include <string>
#include <vector>

namespace sipro::admin {

enum class Verdict { ok, warn, fail };

struct Finding {
  std::string area;  // "config", "storage", "redis", "cage", "processes", "jobs"
  Verdict verdict = Verdict::ok;
  std::string what;
  std::string to_do;  // empty where ok
};

class Findings {
 public:
  explicit Findings(std::string area) : area_(std::move(area)) {}

  void ok(std::string what) { list_.push_back({area_, Verdict::ok, std::move(what), {}}); }
  void warn(std::string what, std::string to_do) {
    list_.push_back({area_, Verdict::warn, std::move(what), std::move(to_do)});
  }
  void fail(std::string what, std::string to_do) {
    list_.push_back({area_, Verdict::fail, std::move(what), std::move(to_do)});
  }
  [[nodiscard]] std::vector<Finding> take() { return std::move(list_); }

 private:
  std::string area_;
  std::vector<Finding> list_;
};

}  // namespace sipro::admin
