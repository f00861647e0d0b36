#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/handlers.hpp"
#include "content/table_list.hpp"

namespace sipro::gateway {

asio::Task<http::Response> get_table_list(Context& context) {
  boost::json::array tables;
  for (const ListedTable& table : listed_tables()) {
    tables.push_back(boost::json::object{{"id", table.id},
                                         {"set", table.set},
                                         {"number", table.number},
                                         {"title", table.title},
                                         {"unit", table.unit},
                                         {"shows", table.shows}});
  }
  co_return http::cached_json(context.request, boost::json::object{{"tables", std::move(tables)}});
}

}  // namespace sipro::gateway
