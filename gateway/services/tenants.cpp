#include "services/tenants.hpp"

#include <utility>

#include "asio/timing.hpp"
#include "base/log.hpp"
#include "storage/facts.hpp"

namespace sipro::gateway {

Tenants::Tenants(asio::Pool& pool, storage::Files& files, storage::Layout layout)
    : pool_(pool), files_(files), layout_(std::move(layout)) {}

asio::Task<> Tenants::refresh() {
  using Read = std::pair<Result<tenancy::Districts>, Result<std::string>>;
  auto read = [this] { return Read(tenancy::read_districts(files_, layout_), storage::read_epoch(files_, layout_)); };
  const auto got = co_await asio::offload(&pool_, std::move(read));
  if (!got) co_return;
  asked_ = true;
  const auto& [districts, epoch] = *got;
  std::string trouble = districts ? std::string() : districts.error().context;
  if (trouble.empty() && !epoch) trouble = epoch.error().context;
  if (!trouble.empty() && trouble != told_) log::error("config_unreadable", {{"reason", trouble}});
  told_ = trouble;
  if (epoch) epoch_ = *epoch;
  if (!districts || districts->content_hash == districts_->content_hash) co_return;
  districts_ = std::make_shared<const tenancy::Districts>(*districts);
  log::info("districts_read", {{"districts", districts_->districts.size()}});
}

asio::Task<> Tenants::keep_fresh(std::chrono::milliseconds every) {
  for (;;) {
    co_await refresh();
    co_await asio::sleep_for(every);
  }
}

}  // namespace sipro::gateway
