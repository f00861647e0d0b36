#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "app/assembly.hpp"
#include "app/drain.hpp"
#include "app/options.hpp"
#include "base/log.hpp"
#include "base/version.hpp"

namespace {

using namespace sipro;

enum ExitCode : int { ended = 0, failed = 1, wrong_usage = 2 };

int refuse(const Error& error) {
  log::error("worker_refuses_to_start", {{"code", to_string(error.code)}, {"cause", error.context}});
  return error.code == Errc::wrong_usage ? wrong_usage : failed;
}

int run_worker(worker::Options& options) {
  const auto completed = worker::complete(options);
  if (!completed) return refuse(completed.error());
  const auto address = worker::redis_address(options);
  if (!address) return refuse(address.error());
  const auto signals = worker::catch_stop_signals();
  if (!signals) return refuse(signals.error());
  worker::Assembly assembly(options, *address);
  const auto checked = assembly.check();
  if (!checked) return refuse(checked.error());

  const auto running = assembly.make_worker();
  running->start();
  const bool all_told = worker::drain_on_signal(*running, options.settings, *signals);
  worker::end_or_leave(*running, all_told);
  log::info("worker_ended", {{"worker", options.settings.worker}});
  return ended;
}

int run(int argc, char** argv) {
  CLI::App app("SIPRO: takes jobs from the queue and runs each attempt in a caged process.", "sipro-worker");
  app.set_version_flag("--version", sipro::kVersion);
  worker::Options options;
  worker::add_options(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? ended : wrong_usage;
  }
  log::start("sipro-worker");
  return run_worker(options);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "sipro-worker: " << error.what() << '\n';
  } catch (...) {
    std::cerr << "sipro-worker: unknown failure\n";
  }
  return failed;
}
