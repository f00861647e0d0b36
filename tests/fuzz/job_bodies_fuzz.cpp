// Any text as a job's payload, and as the body of POST /jobs and POST /packages. What is taken reads back as the same
// from what we write, and names nothing outside of its district's folder.
#include <algorithm>
#include <string>
#include <vector>

#include "api/job_request.hpp"
#include "base/text.hpp"
#include "fuzz/require.hpp"
#include "payload/payload.hpp"
#include "storage/layout.hpp"

namespace {

using namespace sipro;

constexpr std::size_t kMostInputs = 240;

void check_payload_input(const payload::Input& input) {
  if (const auto* file = std::get_if<payload::FileInput>(&input.source)) require(stays_below(file->path));
  if (const auto* job = std::get_if<payload::JobInput>(&input.source)) require(storage::is_id(job->job));
}

std::vector<payload::Input> inputs_of(const payload::Payload& payload) {
  if (const auto* work = std::get_if<payload::Preprocess>(&payload.work)) return work->inputs;
  if (const auto* work = std::get_if<payload::Check>(&payload.work)) return work->inputs;
  std::vector<payload::Input> inputs;
  const auto& work = std::get<payload::Olah>(payload.work);
  for (const auto& input : {work.ekspor, work.impor}) {
    if (input) inputs.push_back(*input);
  }
  return inputs;
}

void check_payload(std::string_view text) {
  const auto payload = payload::parse_payload(text);
  if (!payload) {
    require(payload.error().code == Errc::fact_damaged && !payload.error().context.empty());
    return;
  }
  const std::vector<payload::Input> inputs = inputs_of(*payload);
  require(!inputs.empty() && inputs.size() <= kMostInputs);
  for (const payload::Input& input : inputs) check_payload_input(input);
  const auto again = payload::parse_payload(payload::to_json(*payload));
  require(again && *again == *payload);
}

void check_request_input(const gateway::InputRequest& input) {
  require(storage::is_id(input.id));
  require(!input.year || (*input.year >= 2000 && *input.year <= 2100));
}

void check_request_inputs(const std::vector<gateway::InputRequest>& inputs) {
  require(!inputs.empty() && inputs.size() <= kMostInputs);
  for (const gateway::InputRequest& input : inputs) check_request_input(input);
}

void check_month(int year, int month) { require(year >= 2000 && year <= 2100 && month >= 1 && month <= 12); }

void check(const gateway::PreprocessRequest& work) {
  require(work.flow == "ekspor" || work.flow == "impor");
  check_request_inputs(work.inputs);
}

void check(const gateway::CheckRequest& work) { check_request_inputs(work.inputs); }

void check(const gateway::OlahRequest& work) {
  require(work.ekspor.has_value() == (work.tables != "impor") && work.impor.has_value() == (work.tables != "ekspor"));
  if (work.ekspor) check_request_input(*work.ekspor);
  if (work.impor) check_request_input(*work.impor);
  check_month(work.year, work.month);
}

void check(const gateway::JobRequest& request) {
  std::visit([](const auto& work) { check(work); }, request.work);
  static_cast<void>(gateway::uses_library(request));
}

void check(const gateway::PackageRequest& request) {
  check(request.ekspor);
  check(request.impor);
  check_month(request.year, request.month);
  static_cast<void>(gateway::uses_library(request));
}

template <class Read>
void check_body(std::string_view text, Read read) {
  std::string problem;
  const auto document = parse_json(text, problem);
  JsonFields fields(document, problem);
  const auto request = read(fields);
  fields.done();
  if (problem.empty()) check(request);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text = text_of(bytes, size);
  check_payload(text);
  check_body(text, gateway::read_job_request);
  check_body(text, gateway::read_package_request);
  return 0;
}
