// The composition root: owns everything, in the order in which it starts and stops.
#pragma once

#include <memory>

#include "base/error.hpp"
#include "services/settings.hpp"

namespace sipro::gateway {

class App {
 public:
  /// Errors: wrong_usage, library_conflict; told for the operator.
  static Result<App> make(Settings settings);
  ~App();
  App(App&&) noexcept;
  App& operator=(App&&) noexcept;

  /// Serves until SIGTERM or SIGINT, and then until what runs has ended or its time is over.
  Result<void> run();

 private:
  struct Parts;
  explicit App(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sipro::gateway
