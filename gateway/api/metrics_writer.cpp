#include "api/metrics_writer.hpp"

#include <array>
#include <charconv>

namespace sipro::gateway {

std::string labels(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
  std::string text;
  for (const auto& [name, value] : pairs) {
    if (!text.empty()) text += ",";
    text.append(name).append("=\"");
    for (const char c : value) {
      if (c == '\\' || c == '"') text += '\\';
      text += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    text += '"';
  }
  return text;
}

std::string number_text(double value) {
  std::array<char, 32> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), written.ptr};
}

void MetricsWriter::family(std::string_view name, std::string_view type, std::string_view help) {
  out_.append("# HELP ").append(name).append(" ").append(help).append("\n");
  out_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void MetricsWriter::sample(std::string_view name, std::string_view with, double value) {
  out_.append(name);
  if (!with.empty()) out_.append("{").append(with).append("}");
  out_.append(" ").append(number_text(value)).append("\n");
}

void MetricsWriter::one(std::string_view name, std::string_view type, std::string_view help, double value) {
  family(name, type, help);
  sample(name, "", value);
}

void MetricsWriter::histogram(const std::string& name, const std::string& with, std::span<const std::string> bounds,
                              std::span<const std::uint64_t> counts, double sum) {
  const std::string before = with.empty() ? "" : with + ",";
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    count += counts[i];
    const std::string_view bound = i < bounds.size() ? std::string_view(bounds[i]) : "+Inf";
    sample(name + "_bucket", before + labels({{"le", bound}}), count);
  }
  sample(name + "_sum", with, sum);
  sample(name + "_count", with, count);
}

}  // namespace sipro::gateway
