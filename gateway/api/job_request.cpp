#include "api/job_request.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "storage/layout.hpp"

namespace sipro::gateway {
namespace {

constexpr std::size_t kMostRead = 5'000;  // a body holds no more
constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2100;

InputRequest read_input(JsonFields fields, bool with_year) {
  InputRequest input;
  const char* key = "upload";
  if (fields.has("job")) {
    input.kind = InputRequest::Kind::job;
    key = "job";
  } else if (fields.has("file")) {
    input.kind = InputRequest::Kind::file;
    key = "file";
  }
  input.id = fields.text(key);
  if (!storage::is_id(input.id)) fields.fail(key, "must be an id (32 hexadecimal digits)");
  if (with_year && fields.has("year")) input.year = fields.number<int>("year", kFirstYear, kLastYear);
  fields.done();
  return input;
}

std::vector<InputRequest> read_inputs(JsonFields& fields) {
  std::vector<InputRequest> inputs;
  for (const boost::json::value& value : fields.list("inputs", kMostRead)) {
    inputs.push_back(read_input(fields.element("inputs", value), true));
  }
  if (inputs.empty()) fields.fail("inputs", "must not be empty");
  return inputs;
}

void read_cleaning(JsonFields& fields, PreprocessRequest& work) {
  work.inputs = read_inputs(fields);
  work.overlap = fields.word_or("overlap", {"stop", "latest", "keep"}, work.overlap);
  work.accept_flow = fields.flag_or("accept_flow", false);
}

PreprocessRequest read_part(JsonFields fields, std::string_view flow) {
  PreprocessRequest work;
  work.flow = flow;
  read_cleaning(fields, work);
  fields.done();
  return work;
}

std::optional<InputRequest> read_flow(JsonFields& fields, std::string_view flow, bool needed) {
  if (needed) return read_input(fields.below(flow), false);
  if (fields.has(flow)) fields.fail(flow, "is not needed for these tables");
  return std::nullopt;
}

OlahRequest read_olah(JsonFields& fields) {
  OlahRequest work;
  work.tables = fields.word("tables", {"ekspor", "impor", "neraca", "semua"});
  work.ekspor = read_flow(fields, "ekspor", work.tables != "impor");
  work.impor = read_flow(fields, "impor", work.tables != "ekspor");
  work.year = fields.number<int>("year", kFirstYear, kLastYear);
  work.month = fields.number<int>("month", 1, 12);
  work.gaps = fields.word_or("gaps", {"absent", "zero"}, work.gaps);
  work.accept_flow = fields.flag_or("accept_flow", false);
  return work;
}

bool uses_library(const std::vector<InputRequest>& inputs) {
  const auto is_file = [](const InputRequest& input) { return input.kind == InputRequest::Kind::file; };
  return std::any_of(inputs.begin(), inputs.end(), is_file);
}

}  // namespace

bool uses_library(const JobRequest& request) {
  if (const auto* work = std::get_if<PreprocessRequest>(&request.work)) return uses_library(work->inputs);
  if (const auto* work = std::get_if<CheckRequest>(&request.work)) return uses_library(work->inputs);
  const auto& work = std::get<OlahRequest>(request.work);
  std::vector<InputRequest> inputs;
  if (work.ekspor) inputs.push_back(*work.ekspor);
  if (work.impor) inputs.push_back(*work.impor);
  return uses_library(inputs);
}

bool uses_library(const PackageRequest& request) {
  return uses_library(request.ekspor.inputs) || uses_library(request.impor.inputs);
}

std::size_t files_of(const JobRequest& request) {
  if (const auto* work = std::get_if<PreprocessRequest>(&request.work)) return work->inputs.size();
  if (const auto* work = std::get_if<CheckRequest>(&request.work)) return work->inputs.size();
  return 2;
}

std::size_t files_of(const PackageRequest& request) {
  return std::max(request.ekspor.inputs.size(), request.impor.inputs.size());
}

JobRequest read_job_request(JsonFields& fields) {
  JobRequest request;
  const std::string kind = fields.word("kind", {"preprocess", "olah"});
  if (kind == "olah") {
    request.work = read_olah(fields);
  } else if (fields.flag_or("check", false)) {
    request.work = CheckRequest{read_inputs(fields)};
  } else {
    PreprocessRequest work;
    work.flow = fields.word("flow", {"ekspor", "impor"});
    read_cleaning(fields, work);
    request.work = std::move(work);
  }
  request.again = fields.flag_or("again", false);
  return request;
}

PackageRequest read_package_request(JsonFields& fields) {
  PackageRequest request;
  request.ekspor = read_part(fields.below("ekspor"), "ekspor");
  request.impor = read_part(fields.below("impor"), "impor");
  request.year = fields.number<int>("year", kFirstYear, kLastYear);
  request.month = fields.number<int>("month", 1, 12);
  request.gaps = fields.word_or("gaps", {"absent", "zero"}, request.gaps);
  request.again = fields.flag_or("again", false);
  return request;
}

}  // namespace sipro::gateway
