#include <stdlib.h>
#include <time.h>

#include <filesystem>
#include <map>

#include "base/moment.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "child/attempt.hpp"
#include "formats/charset.hpp"
#include "pipeline/inspect.hpp"
#include "pipeline/olah.hpp"
#include "pipeline/output_folder.hpp"
#include "pipeline/preprocess.hpp"
#include "trade/table_spec.hpp"

namespace sipro::child {
namespace {

using pipeline::InputFile;
using pipeline::OlahSet;

constexpr const char* kCheckJson = "periksa.json";
constexpr const char* kHere = ".";

/// The word's value. Errors: wrong_usage.
template <class Value>
Result<Value> meaning(const std::map<std::string_view, Value>& words, std::string_view word) {
  const auto found = words.find(word);
  if (found == words.end()) return Error{Errc::wrong_usage, "the payload says \"" + std::string(word) + '"'};
  return found->second;
}

std::filesystem::path path_of(int descriptor) { return "/dev/fd/" + std::to_string(descriptor); }

InputFile input_file(const payload::Input& input, int descriptor) {
  return {path_of(descriptor), input.name, input.year};
}

Result<std::vector<InputFile>> input_files(const std::vector<payload::Input>& inputs, const ChildSpec& spec) {
  if (inputs.empty() || inputs.size() != spec.inputs.size()) {
    return Error{Errc::wrong_usage,
                 std::to_string(spec.inputs.size()) + " descriptors for " + std::to_string(inputs.size()) + " inputs"};
  }
  std::vector<InputFile> files;
  for (std::size_t i = 0; i < inputs.size(); ++i) files.push_back(input_file(inputs[i], spec.inputs[i]));
  return files;
}

/// Success, or the first stop as data_stop.
template <class Outcome>
Result<void> ending(const Result<Outcome>& outcome) {
  if (!outcome) return outcome.error();
  const auto* stops = std::get_if<std::vector<trade::Stop>>(&*outcome);
  return stops == nullptr ? Result<void>() : Error{Errc::data_stop, stops->front().message};
}

Result<void> run(const payload::Preprocess& work, const ChildSpec& spec, const Moment& time, Progress progress) {
  const auto flow = meaning<trade::Flow>({{"ekspor", trade::Flow::ekspor}, {"impor", trade::Flow::impor}}, work.flow);
  if (!flow) return flow.error();
  const auto overlap = meaning<trade::Overlap>(
      {{"stop", trade::Overlap::stop}, {"latest", trade::Overlap::latest}, {"keep", trade::Overlap::keep}},
      work.overlap);
  if (!overlap) return overlap.error();
  auto files = input_files(work.inputs, spec);
  if (!files) return files.error();
  if (work.hs_master.empty() == spec.hs_master.has_value()) {
    return Error{Errc::wrong_usage, "the HS master stands in one of payload and descriptors only"};
  }
  pipeline::PreprocessRequest request;
  request.flow = *flow;
  request.files = std::move(*files);
  request.overlap = *overlap;
  request.district = work.kabkot;
  if (spec.hs_master) request.hs_master = path_of(*spec.hs_master);
  request.accept_flow = work.accept_flow;
  request.time = time;
  request.out = kHere;
  request.threads = spec.threads;
  request.progress = progress;
  request.for_pages = true;
  return ending(pipeline::preprocess(request));
}

Result<void> run(const payload::Check& work, const ChildSpec& spec, const Moment& time, Progress progress) {
  const auto files = input_files(work.inputs, spec);
  if (!files) return files.error();
  const int last_year = static_cast<int>(time.date().year()) + 1;
  std::string array;
  for (const InputFile& file : *files) {
    array += array.empty() ? "[" : ",\n";
    array += pipeline::inspect(file, last_year, spec.threads, progress);
  }
  auto folder = pipeline::OutputFolder::create(kHere);
  if (!folder) return folder.error();
  if (auto written = folder->write(kCheckJson, array + "]\n"); !written) return written.error();
  return folder->publish();
}

Result<void> run(const payload::Olah& work, const ChildSpec& spec, const Moment& time, Progress progress) {
  const auto set = meaning<OlahSet>(
      {{"ekspor", OlahSet::ekspor}, {"impor", OlahSet::impor}, {"neraca", OlahSet::neraca}, {"semua", OlahSet::semua}},
      work.tables);
  if (!set) return set.error();
  const auto gaps = meaning<trade::Gaps>({{"absent", trade::Gaps::absent}, {"zero", trade::Gaps::zero}}, work.gaps);
  if (!gaps) return gaps.error();
  std::vector<payload::Input> inputs;
  if (work.ekspor) inputs.push_back(*work.ekspor);
  if (work.impor) inputs.push_back(*work.impor);
  auto files = input_files(inputs, spec);
  if (!files) return files.error();
  pipeline::OlahRequest request;
  request.set = *set;
  if (work.ekspor) request.ekspor = files->front();
  if (work.impor) request.impor = files->back();
  if ((*set != OlahSet::impor) != request.ekspor.has_value() || (*set != OlahSet::ekspor) != request.impor.has_value())
    return Error{Errc::wrong_usage, "tables " + work.tables + " with the wrong inputs"};
  request.period = {work.year, work.month};
  request.office = work.office;
  request.gaps = *gaps;
  request.accept_flow = work.accept_flow;
  request.time = time;
  request.out = kHere;
  request.threads = spec.threads;
  request.progress = progress;
  return ending(pipeline::olah(request));
}

/// What libraries load from the system when they are first used, which the cage no longer lets them see: they would do
/// without it, and give other results without a word.
void prepare() {
  formats::load_charsets();
  // glibc 2.36 looks at the zone's file again with each local time, unless TZ names it.
  ::setenv("TZ", ":/etc/localtime", 0);
  ::tzset();
  (void)upper("\xC3\xA9");  // the locale that knows Unicode
  (void)sha256_of("");      // OpenSSL's configuration and providers
  (void)trade::table_specs();
}

}  // namespace

AttemptWork pipeline_work() {
  return {prepare, [](const ChildSpec& spec, Progress progress) -> Result<void> {
            const auto time = parse_moment(spec.payload.time);
            if (!time) return time.error();
            return std::visit([&](const auto& work) { return run(work, spec, *time, progress); }, spec.payload.work);
          }};
}

}  // namespace sipro::child
