#include "api/months_made.hpp"

#include <boost/json/parse.hpp>

#include "payload/payload.hpp"

namespace sipro::gateway {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kMostBytes = 256 * 1024;
constexpr std::int64_t kFirstYear = 2000;
constexpr std::int64_t kLastYear = 2100;

std::optional<Month> month_of(std::int64_t year, std::int64_t month) {
  if (year < kFirstYear || year > kLastYear || month < 1 || month > 12) return std::nullopt;
  return std::chrono::year(static_cast<int>(year)) / std::chrono::month(static_cast<unsigned>(month));
}

std::optional<std::int64_t> whole(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(json::string_view(key.data(), key.size()));
  const auto* number = value == nullptr ? nullptr : value->if_int64();
  return number == nullptr ? std::nullopt : std::optional(*number);
}

}  // namespace

std::vector<Month> months_of(std::string_view periode_json) {
  std::vector<Month> months;
  json::error_code failure;
  const json::value value = json::parse(json::string_view(periode_json.data(), periode_json.size()), failure);
  const auto* object = failure ? nullptr : value.if_object();
  const auto* found = object == nullptr ? nullptr : object->if_contains("periods");
  const auto* periods = found == nullptr ? nullptr : found->if_array();
  if (periods == nullptr) return months;
  for (const json::value& period : *periods) {
    const auto* fields = period.if_object();
    if (fields == nullptr) continue;
    const auto month = month_of(whole(*fields, "year").value_or(0), whole(*fields, "month").value_or(0));
    if (month) months.push_back(*month);
  }
  return months;
}

Result<std::optional<JobMonths>> read_job_months(const storage::JobFiles& jobs, const std::string& district,
                                                 const std::string& id) {
  const auto facts = jobs.read_facts(district, id);
  if (!facts) {
    const bool unreadable = facts.error().code == Errc::not_found || facts.error().code == Errc::fact_damaged;
    if (unreadable) return std::optional(JobMonths());
    return facts.error();
  }
  // A dead letter may be replayed.
  if (!facts->end || facts->end->dead) return std::optional<JobMonths>();
  JobMonths out;
  const auto payload = payload::parse_payload(facts->job.payload);
  if (facts->end->state != "succeeded" || !payload) return std::optional(out);
  if (const auto* olah = std::get_if<payload::Olah>(&payload->work)) {
    out.word = olah->tables;
    out.tables = true;
    if (const auto month = month_of(olah->year, olah->month)) out.months.push_back(*month);
  } else if (const auto* preprocess = std::get_if<payload::Preprocess>(&payload->work)) {
    out.word = preprocess->flow;
    const auto path = jobs.layout().job(district, id) / facts->end->folder / "periode.json";
    const auto text = jobs.files().read(path, kMostBytes);
    if (!text && text.error().code == Errc::storage_unavailable) return text.error();
    if (text) out.months = months_of(*text);
  }
  return std::optional(std::move(out));
}

void add(MonthsMade& made, const JobMonths& job) {
  for (const Month month : job.months) {
    MonthMade& one = made[month];
    (job.tables ? one.processed : one.preprocessed).insert(job.word);
  }
}

std::vector<Month> data_months(std::chrono::year_month_day today, unsigned count) {
  std::vector<Month> months;
  Month month = today.year() / today.month();
  while (months.size() < count) {
    month -= std::chrono::months(1);
    months.push_back(month);
  }
  return months;
}

std::chrono::year_month_day receipt_of(Month month) { return (month + std::chrono::months(1)) / std::chrono::day(28); }

std::chrono::year_month_day publication_of(Month month) {
  return (month + std::chrono::months(2)) / std::chrono::day(3);
}

}  // namespace sipro::gateway
