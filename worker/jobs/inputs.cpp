#include "jobs/inputs.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace sipro::jobs {
namespace {

using storage::Descriptor;

Error input_missing(const payload::Input& input, std::string_view why, std::string_view what_to_do) {
  return {Errc::input_missing,
          "Berkas \"" + input.name + "\" " + std::string(why) + ". " + std::string(what_to_do) + "."};
}

/// What `error` means for the officer who gave this input.
Error of_input(const Error& error, const payload::Input& input) {
  if (error.code != Errc::not_found && error.code != Errc::fact_damaged) return error;
  return input_missing(input, "tidak ada lagi di penyimpanan", "Unggah kembali berkas itu, lalu kirim ulang pekerjaan");
}

/// An open file that is still the one that was accepted. Errors: input_missing, storage_unavailable.
Result<Descriptor> open_same(const storage::JobFiles& jobs, const std::filesystem::path& folder,
                             const std::filesystem::path& relative, std::uint64_t size, const payload::Input& input) {
  auto file = jobs.files().open_below(folder, relative);
  if (!file) return of_input(file.error(), input);
  struct stat status {};
  if (::fstat(file->get(), &status) != 0) {
    return Error{Errc::storage_unavailable, "fstat of an input failed"};
  }
  if (!S_ISREG(status.st_mode) || static_cast<std::uint64_t>(status.st_size) != size) {
    return input_missing(input, "bukan lagi berkas yang diterima semula",
                         "Unggah kembali berkas itu, lalu kirim ulang pekerjaan");
  }
  return std::move(*file);
}

bool is_clean_file(const storage::ResultFile& file) {
  const std::string_view name = file.name;
  return name.starts_with("Data Bersih ") && name.ends_with(".sav");
}

class Opener {
 public:
  Opener(const storage::JobFiles& jobs, std::string_view district, const ResultFolder& result_folder)
      : jobs_(jobs), district_(district), result_folder_(result_folder) {}

  Result<Descriptor> open(const payload::Input& input) const {
    if (const auto* file = std::get_if<payload::FileInput>(&input.source)) {
      return open_same(jobs_, jobs_.layout().district(district_), file->path, file->size, input);
    }
    return open_result(std::get<payload::JobInput>(input.source).job, input);
  }

 private:
  /// The clean file of a preprocess job.
  Result<Descriptor> open_result(const std::string& job, const payload::Input& input) const {
    // An id is a name of a folder: nothing else may become a part of a path.
    if (!storage::is_id(job)) return no_result(input);
    const auto folder = folder_of(job);
    if (!folder) return of_input(folder.error(), input);
    if (folder->empty()) return no_result(input);
    const auto manifest = jobs_.read_manifest(district_, job, *folder);
    if (!manifest) return of_input(manifest.error(), input);
    const auto clean = std::find_if(manifest->files.begin(), manifest->files.end(), is_clean_file);
    if (clean == manifest->files.end()) return no_result(input);
    return open_same(jobs_, jobs_.layout().job(district_, job), std::filesystem::path(*folder) / clean->name,
                     clean->size, input);
  }

  Result<std::string> folder_of(const std::string& job) const {
    const auto facts = jobs_.read_facts(district_, job);
    if (!facts) return facts.error();
    if (facts->end) return facts->end->folder;
    return result_folder_(job);
  }

  static Error no_result(const payload::Input& input) {
    return input_missing(input, "adalah hasil pekerjaan yang tidak menghasilkan data bersih",
                         "Jalankan Preprocessing Data lagi, lalu pakai hasilnya");
  }

  const storage::JobFiles& jobs_;
  const std::string_view district_;
  const ResultFolder& result_folder_;
};

std::vector<const payload::Input*> inputs_of(const payload::Payload& payload) {
  std::vector<const payload::Input*> inputs;
  const auto add_all = [&inputs](const std::vector<payload::Input>& list) {
    for (const payload::Input& input : list) inputs.push_back(&input);
  };
  if (const auto* preprocess = std::get_if<payload::Preprocess>(&payload.work)) add_all(preprocess->inputs);
  if (const auto* check = std::get_if<payload::Check>(&payload.work)) add_all(check->inputs);
  if (const auto* olah = std::get_if<payload::Olah>(&payload.work)) {
    if (olah->ekspor) inputs.push_back(&*olah->ekspor);
    if (olah->impor) inputs.push_back(&*olah->impor);
  }
  return inputs;
}

}  // namespace

Result<Inputs> open_inputs(const storage::JobFiles& jobs, std::string_view district, const payload::Payload& payload,
                           const ResultFolder& result_folder) {
  const Opener opener(jobs, district, result_folder);
  Inputs opened;
  for (const payload::Input* input : inputs_of(payload)) {
    auto file = opener.open(*input);
    if (!file) return file.error();
    opened.files.push_back(std::move(*file));
  }
  const auto* preprocess = std::get_if<payload::Preprocess>(&payload.work);
  if (preprocess != nullptr && !preprocess->hs_master.empty()) {
    auto master = jobs.files().open_below(jobs.layout().root(), preprocess->hs_master);
    if (!master && master.error().code == Errc::not_found) {
      return Error{Errc::input_missing,
                   "Daftar kode HS yang dipakai pekerjaan ini tidak ada lagi. Kirim ulang pekerjaan; bila berulang, "
                   "hubungi pengelola SIPRO."};
    }
    if (!master) return master.error();
    opened.hs_master = std::move(*master);
  }
  return opened;
}

}  // namespace sipro::jobs
