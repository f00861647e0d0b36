#include "api/routes.hpp"

#include "api/handlers.hpp"
#include "queue/calls.hpp"

namespace sipro::gateway {
namespace {

using http::Method;

redis::Command show_first(const std::vector<std::string>& parameters) { return queue::calls::show(parameters.front()); }

redis::Command show_second(const std::vector<std::string>& parameters) { return queue::calls::show(parameters.at(1)); }

constexpr Route kRoutes[] = {
    {Method::get, "/healthz", Access::open, Body::none, &get_healthz},
    {Method::get, "/readyz", Access::open, Body::none, &get_readyz},
    {Method::get, "/api/v1/districts", Access::open, Body::none, &get_districts},
    {Method::post, "/api/v1/session", Access::open, Body::json, &post_session},
    {Method::get, "/api/v1/session", Access::district, Body::none, &get_session},
    {Method::remove, "/api/v1/session", Access::district, Body::none, &delete_session},
    {Method::post, "/api/v1/session/unlock", Access::district, Body::json, &post_unlock},
    {Method::options, "/api/v1/uploads", Access::open, Body::none, &options_uploads},
    {Method::post, "/api/v1/uploads", Access::district, Body::stream, &post_upload},
    {Method::get, "/api/v1/uploads", Access::district, Body::none, &get_uploads},
    {Method::options, "/api/v1/uploads/{id}", Access::open, Body::none, &options_upload},
    {Method::head, "/api/v1/uploads/{id}", Access::district, Body::none, &head_upload},
    {Method::get, "/api/v1/uploads/{id}", Access::district, Body::none, &get_upload},
    {Method::patch, "/api/v1/uploads/{id}", Access::district, Body::stream, &patch_upload},
    {Method::remove, "/api/v1/uploads/{id}", Access::district, Body::none, &delete_upload},
    {Method::get, "/api/v1/library/{purpose}", Access::unlocked, Body::none, &get_library},
    {Method::get, "/api/v1/library/{purpose}/{id}", Access::unlocked, Body::none, &get_library_file},
    {Method::get, "/api/v1/library/{purpose}/{id}/data", Access::unlocked, Body::none, &get_library_data},
    {Method::remove, "/api/v1/library/{purpose}/{id}", Access::unlocked, Body::none, &delete_library_file},
    {Method::post, "/api/v1/jobs", Access::district, Body::json, &post_job},
    {Method::get, "/api/v1/jobs", Access::district, Body::none, &get_jobs},
    {Method::get, "/api/v1/jobs/{id}", Access::district, Body::none, &get_job, &show_first},
    {Method::remove, "/api/v1/jobs/{id}", Access::district, Body::none, &delete_job, &show_first},
    {Method::put, "/api/v1/jobs/{id}/keep", Access::district, Body::none, &put_keep, &show_first},
    {Method::remove, "/api/v1/jobs/{id}/keep", Access::district, Body::none, &delete_keep, &show_first},
    {Method::get, "/api/v1/jobs/{id}/results/{name...}", Access::district, Body::none, &get_result, &show_first},
    {Method::get, "/api/v1/jobs/{id}/tables", Access::district, Body::none, &get_tables, &show_first},
    {Method::get, "/api/v1/jobs/{id}/tables/{table}", Access::district, Body::none, &get_table, &show_first},
    {Method::get, "/api/v1/jobs/{id}/rows", Access::district, Body::none, &get_rows, &show_first},
    {Method::get, "/api/v1/jobs/{id}/revisi", Access::district, Body::none, &get_revisi, &show_first},
    {Method::post, "/api/v1/packages", Access::district, Body::json, &post_package},
    {Method::get, "/api/v1/packages/{id}", Access::district, Body::none, &get_package},
    {Method::get, "/api/v1/calendar", Access::district, Body::none, &get_calendar},
    {Method::get, "/api/v1/calendar.ics", Access::open, Body::none, &get_calendar_ics},
    {Method::get, "/api/v1/province", Access::district, Body::none, &get_province},
    {Method::get, "/api/v1/province/{district}/jobs", Access::district, Body::none, &get_province_jobs},
    {Method::get, "/api/v1/province/{district}/jobs/{id}", Access::district, Body::none, &get_province_job,
     &show_second},
    {Method::get, "/api/v1/province/{district}/jobs/{id}/results/{name...}", Access::district, Body::none,
     &get_province_result, &show_second},
    {Method::get, "/api/v1/province/{district}/library/{purpose}", Access::unlocked, Body::none, &get_province_library},
    {Method::get, "/api/v1/province/{district}/library/{purpose}/{id}/data", Access::unlocked, Body::none,
     &get_province_library_data},
    {Method::get, "/api/v1/faq", Access::district, Body::none, &get_faq},
    {Method::post, "/api/v1/suggestions", Access::district, Body::json, &post_suggestion},
    {Method::get, "/api/v1/suggestions", Access::unlocked, Body::none, &get_suggestions},
    {Method::get, "/api/v1/hs", Access::district, Body::none, &get_hs},
    {Method::get, "/api/v1/hs.xlsx", Access::district, Body::none, &get_hs_book},
    {Method::get, "/api/v1/tables", Access::district, Body::none, &get_table_list},
};

}  // namespace

std::string_view to_string(Access access) {
  switch (access) {
    case Access::open: return "open";
    case Access::district: return "district";
    case Access::unlocked: return "unlocked";
  }
  return "";
}

std::string_view to_string(Body body) {
  switch (body) {
    case Body::none: return "none";
    case Body::json: return "json";
    case Body::stream: return "stream";
  }
  return "";
}

std::span<const Route> routes() { return kRoutes; }

}  // namespace sipro::gateway
