#include "api/submit.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/log.hpp"
#include "base/moment.hpp"
#include "base/sha256.hpp"
#include "base/version.hpp"
#include "http/problem.hpp"
#include "records/words.hpp"
#include "tenancy/hs_in_use.hpp"
#include "uploads/purpose.hpp"
#include "uploads/upload_file.hpp"
#include "uploads/upload_state.hpp"

namespace sipro::gateway {
namespace {

constexpr std::size_t kIdDigits = 32;

/// Equal for jobs whose results would be equal but for their time: where a file lies doesn't matter, what is in it
/// does.
std::string fingerprint_of(payload::Payload payload) {
  const auto forget_place = [](payload::Input& input) {
    auto* file = std::get_if<payload::FileInput>(&input.source);
    if (file != nullptr && !file->sha256.empty()) file->path = "-";
  };
  if (auto* work = std::get_if<payload::Preprocess>(&payload.work)) {
    std::for_each(work->inputs.begin(), work->inputs.end(), forget_place);
  } else if (auto* check = std::get_if<payload::Check>(&payload.work)) {
    std::for_each(check->inputs.begin(), check->inputs.end(), forget_place);
  } else if (auto* olah = std::get_if<payload::Olah>(&payload.work)) {
    if (olah->ekspor) forget_place(*olah->ekspor);
    if (olah->impor) forget_place(*olah->impor);
  }
  payload.time.clear();
  return sha256_of(std::string(kVersion) + "\n" + to_json(payload));
}

/// Writes the facts; one that is there for the same request takes the place of ours.
Result<void> write_jobs(const storage::JobFiles& files, std::vector<storage::JobFact>& jobs) {
  for (storage::JobFact& job : jobs) {
    auto written = files.write_job(job);
    if (written) continue;
    if (written.error().code != Errc::already_exists) return written;
    auto known = files.read_job(job.district, job.id);
    if (!known) return known.error();
    if (known->body_hash != job.body_hash) return Error{Errc::idempotency_mismatch, job.id + " has another body"};
    job = std::move(*known);
  }
  return {};
}

void remove_jobs(const storage::JobFiles& files, const std::string& district, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    // A fact that stays would at most be run once more by a later recovery.
    const auto removed = files.files().remove(files.layout().job(district, id));
    if (!removed) log::warn("job_fact_stays", {{"job", id}, {"reason", removed.error().context}});
  }
}

asio::Task<> take_back(Context* context, std::vector<std::string> ids) {
  const storage::JobFiles& files = context->services.jobs;
  const std::string district = context->district.id;
  auto remove = [&files, &district, &ids] {
    remove_jobs(files, district, ids);
    return true;
  };
  (void)co_await asio::offload(&context->services.files_pool, std::move(remove));
}

/// Whether the queue can't know of the jobs. Of redis_unavailable nobody knows; a recovery may have read their facts by
/// now, and a job that it restored must keep its folder: an equal request then joins it.
bool is_unknown_to_queue(Errc code) { return code == Errc::redis_full || code == Errc::redis_refused; }

}  // namespace

Result<payload::Input> find_input(const storage::JobFiles& jobs, const std::string& district,
                                  const InputRequest& input) {
  payload::Input found;
  found.year = input.year;
  if (input.kind == InputRequest::Kind::job) {
    const auto job = jobs.read_job(district, input.id);
    const bool missing = !job && job.error().code == Errc::not_found;
    if (!job && !missing) return job.error();
    const auto payload =
        missing ? Result<payload::Payload>(Error{Errc::input_missing, ""}) : payload::parse_payload(job->payload);
    const auto* work = payload ? std::get_if<payload::Preprocess>(&payload->work) : nullptr;
    if (work == nullptr) {
      return Error{Errc::input_missing,
                   "Tidak ada pekerjaan preprocessing bernomor " + input.id +
                       ", atau datanya tidak disimpan lagi. Kirim berkasnya dan jalankan preprocessing sekali lagi."};
    }
    found.source = payload::JobInput{input.id};
    found.name = work->flow == "ekspor" ? "Data Bersih Ekspor.sav" : "Data Bersih Impor.sav";
    return found;
  }
  const bool historis = input.kind == InputRequest::Kind::file;
  const char* purpose = historis ? "historis" : "data";
  auto upload = read_upload(jobs.files(), jobs.layout(), district, purpose, input.id);
  if (!upload && upload.error().code == Errc::not_found) {
    const auto begun = find_upload(jobs.files(), jobs.layout(), district, input.id);
    const bool unfinished = begun && !begun->whole && begun->begun.purpose == purpose;
    return Error{
        Errc::input_missing,
        unfinished
            ? "Unggahan " + begun->begun.name + " belum selesai. Lanjutkan unggahannya dahulu."
            : "Berkas bernomor " + input.id +
                  " tidak ada lagi: berkas unggahan hanya disimpan untuk waktu terbatas. Kirim berkasnya sekali lagi."};
  }
  if (!upload) return upload.error();
  found.source =
      payload::FileInput{(upload_folder(purpose) / input.id / "data").string(), upload->sha256, upload->size};
  found.name = upload->name;
  return found;
}

Result<payload::Preprocess> find_inputs(const storage::JobFiles& jobs, const tenancy::District& district,
                                        const PreprocessRequest& request) {
  payload::Preprocess work;
  work.flow = request.flow;
  work.overlap = request.overlap;
  work.accept_flow = request.accept_flow;
  work.kabkot = district.kabkot;
  for (const InputRequest& input : request.inputs) {
    auto found = find_input(jobs, district.id, input);
    if (!found) return found.error();
    work.inputs.push_back(std::move(*found));
  }
  auto hs = tenancy::read_hs_in_use(jobs.files(), jobs.layout());
  if (!hs) return hs.error();
  work.hs_master = std::move(hs->path);
  return work;
}

storage::JobFact make_job(const Context& context, const std::string& id, payload::Payload payload) {
  const auto now = std::chrono::system_clock::now();
  payload.time = Moment{std::chrono::floor<std::chrono::seconds>(now), context.district.offset}.iso8601();
  storage::JobFact job;
  job.id = id;
  job.district = context.district.id;
  job.kind = kind_of(payload);
  job.version = payload::kVersion;
  job.payload = to_json(payload);
  if (std::holds_alternative<payload::Check>(payload.work)) job.priority = queue::kUrgent;
  job.cap = context.district.cap;
  job.by = context.session.name;
  job.trace = context.request.trace;
  job.body_hash = body_hash(context.request);
  job.created_us = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  job.fingerprint = fingerprint_of(std::move(payload));
  return job;
}

std::optional<http::Response> refuse_files(const Context& context, std::size_t files) {
  const unsigned most = context.services.settings.files_a_job;
  if (files <= most) return std::nullopt;
  return problem(context.request, 422, "too_many_files",
                 "Satu pekerjaan memuat paling banyak " + std::to_string(most) +
                     " berkas. Gabungkan dahulu sebagian berkasnya, atau kirim beberapa pekerjaan.");
}

std::string derived_id(std::string_view kind, std::string_view district, std::string_view key) {
  std::string text(kind);
  text.append(":").append(district).append(":").append(key);
  return sha256_of(text).substr(0, kIdDigits);
}

Result<std::string> idempotency_key(const http::Request& request) {
  static constexpr std::size_t kKeyBytes = 128;
  const std::string_view key = request.headers.get("idempotency-key").value_or("");
  const auto is_plain = [](char c) { return c > 0x20 && c < 0x7f; };
  if (key.size() > kKeyBytes || !std::all_of(key.begin(), key.end(), is_plain)) {
    return Error{Errc::wrong_usage, "Idempotency-Key paling panjang 128 huruf ASCII tanpa spasi."};
  }
  return std::string(key);
}

std::string body_hash(const http::Request& request) {
  return sha256_of(std::string(request.path.back()) + "\n" + request.body);
}

asio::Task<Result<std::optional<storage::JobFact>>> known_job(Context& context, std::string id) {
  const storage::JobFiles& files = context.services.jobs;
  const std::string district = context.district.id;
  auto read = [&files, &district, &id] { return files.read_job(district, id); };
  auto known = co_await asio::offload(&context.services.files_pool, std::move(read));
  if (!known) co_return Error{Errc::storage_unavailable, "the file pool is busy"};
  if (!*known && known->error().code == Errc::not_found) co_return std::optional<storage::JobFact>();
  if (!*known) co_return known->error();
  co_return std::optional(std::move(**known));
}

asio::Task<Result<std::vector<queue::Enqueued>>> submit(Context& context, Submission submission) {
  const storage::JobFiles& files = context.services.jobs;
  std::vector<storage::JobFact>& jobs = submission.jobs;
  auto write = [&files, &jobs] { return write_jobs(files, jobs); };
  const auto written = co_await asio::offload(&context.services.files_pool, std::move(write));
  if (!written) co_return Error{Errc::storage_unavailable, "the file pool is busy"};

  std::vector<queue::JobSpec> specs;
  std::vector<std::string> ids;
  for (const storage::JobFact& job : jobs) {
    specs.push_back(records::to_spec(job));
    specs.back().again = submission.again || submission.derived;
    ids.push_back(job.id);
  }
  if (!*written) {
    // An id that follows from a key may belong to a job that was taken before.
    if (!submission.derived) co_await take_back(&context, ids);
    co_return written->error();
  }
  auto answers = co_await context.services.queue.enqueue(std::move(specs));
  if (!answers) {
    if (!submission.derived && is_unknown_to_queue(answers.error().code)) co_await take_back(&context, ids);
    co_return answers.error();
  }
  std::vector<std::string> not_ours;
  bool mismatch = false;
  for (std::size_t i = 0; i < answers->size(); ++i) {
    const queue::Enqueued& answer = (*answers)[i];
    mismatch = mismatch || answer.outcome == queue::EnqueueOutcome::mismatch;
    if (answer.outcome != queue::EnqueueOutcome::created && answer.id != ids[i]) not_ours.push_back(ids[i]);
    log::info("enqueue", {{"req", context.request.id},
                          {"trace", context.request.trace},
                          {"job", answer.id},
                          {"created", answer.id == ids[i]}});
  }
  if (mismatch) not_ours = submission.derived ? std::vector<std::string>() : ids;
  if (!not_ours.empty()) co_await take_back(&context, std::move(not_ours));
  if (mismatch) co_return Error{Errc::idempotency_mismatch, "the key was used with another body"};
  co_return answers;
}

}  // namespace sipro::gateway
