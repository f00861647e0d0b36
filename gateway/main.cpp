#include <csignal>
#include <exception>
#include <iostream>

#include "api/routes.hpp"
#include "app.hpp"
#include "base/log.hpp"
#include "settings_line.hpp"

namespace {

void tell_routes() {
  using sipro::gateway::to_string;
  for (const auto& route : sipro::gateway::routes()) {
    std::cout << to_string(route.method) << ' ' << route.pattern << ' ' << to_string(route.access) << ' '
              << to_string(route.body) << '\n';
  }
}

int run(int argc, char** argv) {
  int exit_code = 0;
  auto settings = sipro::gateway::read_settings(argc, argv, exit_code);
  if (!settings) return exit_code;
  if (settings->tell_routes) {
    tell_routes();
    return 0;
  }
  sipro::log::start("sipro-gateway", settings->verbose ? sipro::log::Level::debug : sipro::log::Level::info);
  // A client that goes away is an error of that write, not a signal.
  std::signal(SIGPIPE, SIG_IGN);
  auto app = sipro::gateway::App::make(std::move(*settings));
  const auto ended = app ? app->run() : sipro::Result<void>(app.error());
  if (ended) return 0;
  sipro::log::error("gateway_refuses_to_start",
                    {{"code", sipro::to_string(ended.error().code)}, {"cause", ended.error().context}});
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "sipro-gateway: " << error.what() << '\n';
  } catch (...) {
    std::cerr << "sipro-gateway: unknown failure\n";
  }
  return 1;
}
