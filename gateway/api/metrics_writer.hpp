// Prometheus' text format, line by line.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sipro::gateway {

/// `a="b",c="d"`, values escaped.
std::string labels(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs);

std::string number_text(double value);

class MetricsWriter {
 public:
  /// What the samples that follow are. `type`: "counter", "gauge", "histogram".
  void family(std::string_view name, std::string_view type, std::string_view help);
  /// `with`: as labels() gives them, or empty.
  void sample(std::string_view name, std::string_view with, double value);
  void sample(std::string_view name, std::string_view with, std::uint64_t value) {
    sample(name, with, static_cast<double>(value));
  }
  /// A family of one sample.
  void one(std::string_view name, std::string_view type, std::string_view help, double value);
  void one(std::string_view name, std::string_view type, std::string_view help, std::uint64_t value) {
    one(name, type, help, static_cast<double>(value));
  }
  /// `counts`: those up to each of `bounds` and over the one before, and those beyond the last.
  void histogram(const std::string& name, const std::string& with, std::span<const std::string> bounds,
                 std::span<const std::uint64_t> counts, double sum);

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace sipro::gateway
