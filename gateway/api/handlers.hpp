// The handlers of the routes, one a file.
#pragma once

#include "api/context.hpp"

namespace sipro::gateway {

asio::Task<http::Response> get_healthz(Context& context);
asio::Task<http::Response> get_readyz(Context& context);

asio::Task<http::Response> get_districts(Context& context);
asio::Task<http::Response> post_session(Context& context);
asio::Task<http::Response> get_session(Context& context);
asio::Task<http::Response> delete_session(Context& context);
asio::Task<http::Response> post_unlock(Context& context);

asio::Task<http::Response> options_uploads(Context& context);
asio::Task<http::Response> options_upload(Context& context);
asio::Task<http::Response> post_upload(Context& context);
asio::Task<http::Response> get_uploads(Context& context);
asio::Task<http::Response> head_upload(Context& context);
asio::Task<http::Response> get_upload(Context& context);
asio::Task<http::Response> patch_upload(Context& context);
asio::Task<http::Response> delete_upload(Context& context);

asio::Task<http::Response> get_library(Context& context);
asio::Task<http::Response> get_library_file(Context& context);
asio::Task<http::Response> get_library_data(Context& context);
asio::Task<http::Response> delete_library_file(Context& context);

asio::Task<http::Response> post_job(Context& context);
asio::Task<http::Response> get_jobs(Context& context);
asio::Task<http::Response> get_job(Context& context);
asio::Task<http::Response> delete_job(Context& context);
asio::Task<http::Response> put_keep(Context& context);
asio::Task<http::Response> delete_keep(Context& context);
asio::Task<http::Response> get_result(Context& context);
asio::Task<http::Response> get_tables(Context& context);
asio::Task<http::Response> get_table(Context& context);
asio::Task<http::Response> get_rows(Context& context);
asio::Task<http::Response> get_revisi(Context& context);

asio::Task<http::Response> post_package(Context& context);
asio::Task<http::Response> get_package(Context& context);

asio::Task<http::Response> get_calendar(Context& context);
asio::Task<http::Response> get_calendar_ics(Context& context);
asio::Task<http::Response> get_faq(Context& context);
asio::Task<http::Response> post_suggestion(Context& context);
asio::Task<http::Response> get_suggestions(Context& context);
asio::Task<http::Response> get_hs(Context& context);
asio::Task<http::Response> get_hs_book(Context& context);
asio::Task<http::Response> get_table_list(Context& context);

asio::Task<http::Response> get_province(Context& context);
asio::Task<http::Response> get_province_jobs(Context& context);
asio::Task<http::Response> get_province_job(Context& context);
asio::Task<http::Response> get_province_result(Context& context);
asio::Task<http::Response> get_province_library(Context& context);
asio::Task<http::Response> get_province_library_data(Context& context);

}  // namespace sipro::gateway
