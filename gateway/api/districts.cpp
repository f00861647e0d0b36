#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/handlers.hpp"

namespace sipro::gateway {

asio::Task<http::Response> get_districts(Context& context) {
  boost::json::array list;
  for (const tenancy::District& district : context.services.tenants.districts()->districts) {
    list.push_back(boost::json::object{{"id", district.id}, {"name", district.name}});
  }
  co_return http::json_response(200, boost::json::object{{"districts", std::move(list)}});
}

}  // namespace sipro::gateway
