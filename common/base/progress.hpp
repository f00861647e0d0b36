// How far a run is: told by the threads of the work, looked at by whoever reports it. A run that nobody watches pays
// one comparison a few thousand rows.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>

namespace sipro {

/// Any thread.
class ProgressState {
 public:
  struct Now {
    std::string_view phase;  // empty: nothing has begun
    std::uint64_t done = 0;
    std::uint64_t total = 0;    // 0: not known
    std::uint64_t changes = 0;  // differs whenever anything has moved, also what isn't counted
  };

  /// The phase and its counts belong together.
  [[nodiscard]] Now now() const {
    const std::lock_guard lock(mutex_);
    return {phase_, done_.load(), total_.load(), changes_.load()};
  }

 private:
  friend class Progress;

  mutable std::mutex mutex_;
  std::string_view phase_;
  std::atomic<std::uint64_t> done_{0};
  std::atomic<std::uint64_t> total_{0};
  std::atomic<std::uint64_t> changes_{0};
};

/// What the work tells to; of a default one nothing is kept. A value to copy; the state outlives it.
class Progress {
 public:
  Progress() = default;
  explicit Progress(ProgressState& state) : state_(&state) {}

  /// `phase`: an Indonesian word that lives as long as the program. The same phase again goes on counting.
  void begin(std::string_view phase, std::uint64_t total = 0) const {
    if (state_ == nullptr) return;
    const std::lock_guard lock(state_->mutex_);
    if (state_->phase_ != phase) {
      state_->phase_ = phase;
      state_->done_ = 0;
      state_->total_ = 0;
    }
    state_->total_ += total;
    ++state_->changes_;
  }
  /// `more` are to be done in this phase.
  void expect(std::uint64_t more) const {
    if (state_ != nullptr) state_->total_ += more;
  }
  void add(std::uint64_t done) const {
    if (state_ == nullptr) return;
    state_->done_.fetch_add(done, std::memory_order_relaxed);
    tick();
  }
  /// Something moved that is not counted.
  void tick() const {
    if (state_ != nullptr) state_->changes_.fetch_add(1, std::memory_order_relaxed);
  }

 private:
  ProgressState* state_ = nullptr;
};

/// Counts the rows that one thread has done, and passes them on in thousands and at its end.
class RowProgress {
 public:
  explicit RowProgress(Progress progress) : progress_(progress) {}
  RowProgress(const RowProgress&) = delete;
  RowProgress& operator=(const RowProgress&) = delete;
  ~RowProgress() { pass_on(); }

  void row() {
    if (++rows_ == kPassedOn) pass_on();
  }

 private:
  static constexpr std::uint64_t kPassedOn = 4096;

  void pass_on() {
    progress_.add(rows_);
    rows_ = 0;
  }

  Progress progress_;
  std::uint64_t rows_ = 0;
};

}  // namespace sipro
