#include "child/protocol.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/json_fields.hpp"

namespace sipro::child {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostInputs = 1024;
constexpr unsigned kMostThreads = 256;
constexpr int kFirstInput = kProgressDescriptor + 1;

json::array texts(const std::vector<std::string>& words) {
  json::array out;
  for (const std::string& word : words) out.emplace_back(word);
  return out;
}

int read_descriptor(JsonFields& fields, std::string_view key, const json::value& value) {
  const auto number = value.is_int64() ? value.get_int64() : -1;
  if (number < kFirstInput || number > std::numeric_limits<int>::max()) {
    fields.fail(key, "must hold descriptors from 4 on");
    return -1;
  }
  return static_cast<int>(number);
}

ChildLimits read_limits(JsonFields fields) {
  ChildLimits limits;
  limits.memory_bytes = fields.number<std::uint64_t>("memory_bytes");
  limits.cpu_seconds = fields.number<std::uint64_t>("cpu_seconds", 1);
  limits.file_bytes = fields.number<std::uint64_t>("file_bytes", 1);
  limits.open_files = fields.number<std::uint64_t>("open_files", 1);
  fields.done();
  return limits;
}

std::vector<std::string> read_parts(JsonFields& fields) {
  const std::vector<std::string> known = all_cage_parts();
  std::vector<std::string> parts = fields.texts("cage", known.size());
  for (const std::string& part : parts) {
    if (std::find(known.begin(), known.end(), part) == known.end())
      fields.fail("cage", "holds no part \"" + part + '"');
  }
  return parts;
}

}  // namespace

std::vector<std::string> all_cage_parts() { return {"landlock", "chroot", "namespaces", "seccomp", "limits"}; }

std::string to_json(const ChildSpec& spec) {
  json::object out{{"payload", json::parse(payload::to_json(spec.payload))},
                   {"inputs", json::array(spec.inputs.begin(), spec.inputs.end())}};
  if (spec.hs_master) out["hs_master"] = *spec.hs_master;
  out["threads"] = spec.threads;
  out["limits"] = {{"memory_bytes", spec.limits.memory_bytes},
                   {"cpu_seconds", spec.limits.cpu_seconds},
                   {"file_bytes", spec.limits.file_bytes},
                   {"open_files", spec.limits.open_files}};
  out["cage"] = texts(spec.cage);
  return json::serialize(out);
}

Result<ChildSpec> parse_child_spec(std::string_view text) {
  std::string problem;
  const json::value document = parse_json(text, problem);
  JsonFields fields(document, problem);
  ChildSpec spec;
  const std::string payload = fields.object_text("payload");
  for (const json::value& value : fields.list("inputs", kMostInputs)) {
    spec.inputs.push_back(read_descriptor(fields, "inputs", value));
  }
  if (fields.has("hs_master")) spec.hs_master = fields.number<int>("hs_master", kFirstInput);
  spec.threads = fields.number<unsigned>("threads", 1, kMostThreads);
  spec.limits = read_limits(fields.below("limits"));
  spec.cage = read_parts(fields);
  fields.done();
  if (!problem.empty()) return Error{Errc::wrong_usage, "spec: " + problem};
  auto parsed = payload::parse_payload(payload);
  if (!parsed) return Error{Errc::wrong_usage, "spec: " + parsed.error().context};
  spec.payload = std::move(*parsed);
  return spec;
}

std::string cage_line(const std::vector<std::string>& parts) {
  return json::serialize(json::object{{"cage", texts(parts)}});
}

std::string progress_line(const ChildProgress& progress) {
  return json::serialize(json::object{{"phase", progress.phase}, {"done", progress.done}, {"total", progress.total}});
}

std::string error_line(const ChildError& error) {
  return json::serialize(json::object{{"error", {{"code", error.code}, {"message", error.message}}}});
}

ChildLine parse_child_line(std::string_view text) {
  std::string problem;
  const json::value document = parse_json(text, problem);
  JsonFields fields(document, problem);
  ChildLine line;
  if (fields.has("cage")) {
    line.cage = fields.texts("cage", all_cage_parts().size());
  } else if (fields.has("error")) {
    JsonFields error = fields.below("error");
    line.error = ChildError{error.text("code"), error.text("message")};
    error.done();
  } else {
    line.progress = ChildProgress{fields.text("phase"), fields.number<std::uint64_t>("done"),
                                  fields.number<std::uint64_t>("total")};
  }
  fields.done();
  return problem.empty() ? line : ChildLine{};
}

}  // namespace sipro::child
