#include "payload/payload.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/json_fields.hpp"
#include "base/moment.hpp"

namespace sipro::payload {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxInputs = 240;
constexpr std::size_t kIdLength = 32;
constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2100;

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// "a/b/c": no way out of the folder that it is relative to.
bool stays_below(std::string_view path) {
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part.empty() || part == "." || part == ".." || part.find('\0') != std::string_view::npos) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

std::string path_below(JsonFields& fields, std::string_view key) {
  std::string path = fields.text(key);
  if (!stays_below(path)) fields.fail(key, R"(must be a relative path without "." and "..")");
  return path;
}

Input read_input(JsonFields fields) {
  constexpr std::size_t kShaLength = 64;
  Input input;
  if (fields.has("job")) {
    JobInput job{fields.text("job")};
    if (job.job.size() != kIdLength || !is_hex(job.job)) fields.fail("job", "must be 32 hexadecimal digits");
    input.source = std::move(job);
  } else {
    FileInput file;
    file.path = path_below(fields, "path");
    file.sha256 = fields.text_or("sha256", "");
    if (!file.sha256.empty() && (file.sha256.size() != kShaLength || !is_hex(file.sha256))) {
      fields.fail("sha256", "must be 64 hexadecimal digits");
    }
    file.size = fields.number<std::uint64_t>("size");
    input.source = std::move(file);
  }
  input.name = fields.text("name");
  if (fields.has("year")) input.year = fields.number<int>("year", kFirstYear, kLastYear);
  fields.done();
  return input;
}

std::vector<Input> read_inputs(JsonFields& fields) {
  std::vector<Input> inputs;
  for (const json::value& value : fields.list("inputs", kMaxInputs)) {
    inputs.push_back(read_input(fields.element("inputs", value)));
  }
  if (inputs.empty()) fields.fail("inputs", "must not be empty");
  return inputs;
}

Preprocess read_preprocess(JsonFields& fields) {
  Preprocess work;
  work.flow = fields.word("flow", {"ekspor", "impor"});
  work.inputs = read_inputs(fields);
  work.overlap = fields.word("overlap", {"stop", "latest", "keep"});
  work.accept_flow = fields.flag("accept_flow");
  work.kabkot = fields.text("kabkot");
  if (fields.has("hs_master")) work.hs_master = path_below(fields, "hs_master");
  return work;
}

std::optional<Input> read_flow(JsonFields& fields, std::string_view flow, bool needed) {
  if (needed) return read_input(fields.below(flow));
  if (fields.has(flow)) fields.fail(flow, "is not needed for these tables");
  return std::nullopt;
}

Olah read_olah(JsonFields& fields) {
  Olah work;
  work.tables = fields.word("tables", {"ekspor", "impor", "neraca", "semua"});
  work.ekspor = read_flow(fields, "ekspor", work.tables != "impor");
  work.impor = read_flow(fields, "impor", work.tables != "ekspor");
  work.year = fields.number<int>("year", kFirstYear, kLastYear);
  work.month = fields.number<int>("month", 1, 12);
  work.gaps = fields.word("gaps", {"absent", "zero"});
  work.accept_flow = fields.flag("accept_flow");
  work.office = fields.text("office");
  if (work.office.empty()) fields.fail("office", "must not be empty");
  return work;
}

json::object to_object(const Input& input) {
  json::object out;
  if (const auto* file = std::get_if<FileInput>(&input.source)) {
    out["path"] = file->path;
    if (!file->sha256.empty()) out["sha256"] = file->sha256;
    out["size"] = file->size;
  } else {
    out["job"] = std::get<JobInput>(input.source).job;
  }
  out["name"] = input.name;
  if (input.year) out["year"] = *input.year;
  return out;
}

json::array to_array(const std::vector<Input>& inputs) {
  json::array out;
  for (const Input& input : inputs) out.push_back(to_object(input));
  return out;
}

json::object to_object(const Preprocess& work) {
  json::object out{{"work", "preprocess"},
                   {"flow", work.flow},
                   {"inputs", to_array(work.inputs)},
                   {"overlap", work.overlap},
                   {"accept_flow", work.accept_flow},
                   {"kabkot", work.kabkot}};
  if (!work.hs_master.empty()) out["hs_master"] = work.hs_master;
  return out;
}

json::object to_object(const Check& work) { return {{"work", "check"}, {"inputs", to_array(work.inputs)}}; }

json::object to_object(const Olah& work) {
  json::object out{{"work", "olah"}, {"tables", work.tables}};
  if (work.ekspor) out["ekspor"] = to_object(*work.ekspor);
  if (work.impor) out["impor"] = to_object(*work.impor);
  out["year"] = work.year;
  out["month"] = work.month;
  out["gaps"] = work.gaps;
  out["accept_flow"] = work.accept_flow;
  out["office"] = work.office;
  return out;
}

}  // namespace

std::string_view kind_of(const Payload& payload) {
  return std::holds_alternative<Olah>(payload.work) ? "olah" : "preprocess";
}

std::string to_json(const Payload& payload) {
  json::object out = std::visit([](const auto& work) { return to_object(work); }, payload.work);
  out["time"] = payload.time;
  return json::serialize(out);
}

Result<Payload> parse_payload(std::string_view text) {
  std::string problem;
  const json::value document = parse_json(text, problem);
  JsonFields fields(document, problem);
  Payload payload;
  const std::string work = fields.word("work", {"preprocess", "check", "olah"});
  if (work == "preprocess") {
    payload.work = read_preprocess(fields);
  } else if (work == "check") {
    payload.work = Check{read_inputs(fields)};
  } else {
    payload.work = read_olah(fields);
  }
  payload.time = fields.text("time");
  if (!parse_moment(payload.time)) fields.fail("time", "must be like 2025-06-20T10:46:00+07:00");
  fields.done();
  if (problem.empty()) return payload;
  return Error{Errc::fact_damaged, "payload: " + problem};
}

}  // namespace sipro::payload
