// The libraries of a district, behind the feature code: Data Historis and Publikasi.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/file_use.hpp"
#include "api/handlers.hpp"
#include "api/upload_json.hpp"
#include "base/log.hpp"
#include "http/file_response.hpp"
#include "http/problem.hpp"
#include "uploads/upload_file.hpp"

namespace sipro::gateway {
namespace {

using http::Response;

bool is_library(std::string_view purpose) { return purpose == "historis" || purpose == "publikasi"; }

std::filesystem::path folder_of(const Context& context) {
  return context.services.jobs.layout().library(context.district.id, context.parameters.front());
}

/// The file of the route, or the answer that there is none.
asio::Task<std::variant<UploadFact, Response>> find_file(Context& context) {
  const std::string purpose = context.parameters[0];
  const std::string id = context.parameters[1];
  if (!is_library(purpose)) co_return unknown_id(context.request);
  const storage::JobFiles& jobs = context.services.jobs;
  const std::string district = context.district.id;
  auto read = [&] { return read_upload(jobs.files(), jobs.layout(), district, purpose, id); };
  auto found = co_await asio::offload(&context.services.files_pool, std::move(read));
  if (!found) co_return busy(context.request);
  if (!*found) co_return problem(context.request, found->error());
  co_return std::move(**found);
}

/// Called on the file pool. Afterwards it is gone from the list; what is left of it the retention takes.
Result<void> remove_file(storage::Files& files, const std::filesystem::path& library, const std::string& id) {
  const auto removed = library / ("removed-" + id);
  if (auto renamed = files.rename(library / id, removed); !renamed) return renamed;
  if (auto gone = files.remove(removed); !gone) {
    log::warn("removed_file_stays", {{"path", removed.string()}, {"reason", gone.error().context}});
  }
  return {};
}

}  // namespace

asio::Task<Response> get_library(Context& context) {
  const std::string purpose = context.parameters.front();
  if (!is_library(purpose)) co_return unknown_id(context.request);
  const storage::JobFiles& jobs = context.services.jobs;
  const std::string district = context.district.id;
  auto list = [&] { return list_uploads(jobs.files(), jobs.layout(), district, purpose); };
  const auto listed = co_await asio::offload(&context.services.files_pool, std::move(list));
  if (!listed) co_return busy(context.request);
  if (!*listed) co_return problem(context.request, listed->error());
  boost::json::array files;
  for (const UploadFact& fact : **listed) files.push_back(upload_json(fact, context.district));
  boost::json::object body{{"files", std::move(files)}};
  const std::string& outside = purpose == "historis" ? context.district.historis_url : context.district.publikasi_url;
  if (!outside.empty()) body["outside"] = outside;
  co_return http::cached_json(context.request, body);
}

asio::Task<Response> get_library_file(Context& context) {
  auto found = co_await find_file(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  co_return http::cached_json(context.request, upload_json(std::get<UploadFact>(found), context.district));
}

asio::Task<Response> get_library_data(Context& context) {
  const http::Request& request = context.request;
  auto found = co_await find_file(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  const UploadFact& fact = std::get<UploadFact>(found);
  const storage::JobFiles& jobs = context.services.jobs;
  const auto folder = folder_of(context) / fact.id;
  auto open = [&jobs, &folder] { return jobs.files().open_below(folder, "data"); };
  auto opened = co_await asio::offload(&context.services.files_pool, std::move(open));
  if (!opened) co_return busy(request);
  if (!*opened) co_return problem(request, opened->error());
  const http::Attachment attachment{fact.name, std::string(storage::media_type(fact.name)), fact.size, fact.sha256};
  co_return file_response(request, std::move(**opened), attachment);
}

asio::Task<Response> delete_library_file(Context& context) {
  const http::Request& request = context.request;
  auto found = co_await find_file(context);
  if (auto* refused = std::get_if<Response>(&found)) co_return std::move(*refused);
  const UploadFact& fact = std::get<UploadFact>(found);
  const std::string path = "library/" + fact.purpose + "/" + fact.id + "/data";
  const auto used = co_await is_in_use(context, path);
  if (!used) co_return problem(request, used.error());
  if (*used) co_return in_use(request);
  storage::Files& files = context.services.jobs.files();
  const auto library = folder_of(context);
  auto remove = [&files, &library, &fact] { return remove_file(files, library, fact.id); };
  const auto removed = co_await asio::offload(&context.services.files_pool, std::move(remove));
  if (!removed) co_return busy(request);
  if (!*removed) co_return problem(request, removed->error());
  log::info("library_file_removed", {{"req", request.id}, {"file", fact.id}, {"purpose", fact.purpose}});
  co_return http::empty_response(204);
}

}  // namespace sipro::gateway
