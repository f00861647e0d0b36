#include "recovery/uploads.hpp"

#include <string_view>
#include <type_traits>
#include <variant>

#include "base/json_fields.hpp"
#include "payload/payload.hpp"

namespace sipro::recovery {
namespace {

constexpr std::string_view kUploads = "uploads/";

void add(const payload::Input& input, Needs& needs) {
  if (const auto* job = std::get_if<payload::JobInput>(&input.source)) {
    needs.jobs.push_back(job->job);
    return;
  }
  const std::string& path = std::get<payload::FileInput>(input.source).path;
  if (!path.starts_with(kUploads)) return;
  needs.uploads.push_back(path.substr(kUploads.size(), path.find('/', kUploads.size()) - kUploads.size()));
}

}  // namespace

Result<Needs> needs_of(const std::string& payload) {
  const auto parsed = payload::parse_payload(payload);
  if (!parsed) return parsed.error();
  Needs needs;
  std::visit(
      [&needs](const auto& work) {
        if constexpr (std::is_same_v<std::decay_t<decltype(work)>, payload::Olah>) {
          if (work.ekspor) add(*work.ekspor, needs);
          if (work.impor) add(*work.impor, needs);
        } else {
          for (const auto& input : work.inputs) add(input, needs);
        }
      },
      parsed->work);
  return needs;
}

Result<std::optional<std::chrono::system_clock::time_point>> unfinished_until(storage::Files& files,
                                                                              const std::filesystem::path& upload) {
  using Until = std::optional<std::chrono::system_clock::time_point>;
  constexpr std::uint64_t kFactBytes = 64 * 1024;
  const auto whole = files.status(upload / "upload.json");
  if (whole) return Until();
  if (whole.error().code != Errc::not_found) return whole.error();
  const auto begun = files.read(upload / "begun.json", kFactBytes);
  if (!begun && begun.error().code == Errc::not_found) return Until();
  if (!begun) return begun.error();
  std::string problem;
  const auto value = parse_json(*begun, problem);
  const std::chrono::microseconds expires(JsonFields(value, problem).number<std::int64_t>("expires_us"));
  if (!problem.empty()) return Error{Errc::fact_damaged, (upload / "begun.json").string() + ": " + problem};
  return Until(std::chrono::system_clock::time_point(expires));
}

}  // namespace sipro::recovery
