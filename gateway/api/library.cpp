#include <boost/json/array.hpp>

#include "api/handlers.hpp"
#include "api/upload_json.hpp"
#include "http/problem.hpp"
#include "uploads/upload_file.hpp"

namespace sipro::gateway {

asio::Task<http::Response> get_historis(Context& context) {
  Services& services = context.services;
  const std::string district = context.district.id;
  auto list = [&services, &district] {
    return list_uploads(services.jobs.files(), services.jobs.layout(), district, "historis");
  };
  const auto listed = co_await asio::offload(&services.files_pool, std::move(list));
  if (!listed) co_return busy(context.request);
  if (!*listed) co_return problem(context.request, listed->error());
  boost::json::array files;
  for (const UploadFact& fact : **listed) files.push_back(upload_json(fact, context.district));
  co_return http::cached_json(context.request, boost::json::object{{"files", std::move(files)}});
}

}  // namespace sipro::gateway
