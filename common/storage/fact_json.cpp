#include "storage/fact_json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/json_fields.hpp"
#include "base/text.hpp"

namespace sipro::storage {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxParents = 4;
constexpr std::size_t kMaxFiles = 10'000;

/// Null for what is not JSON, which then can't be read back.
json::value parsed(const std::string& text) {
  json::error_code ignored;
  return json::parse(text, ignored);
}

/// What foreign programs said, made fit for JSON.
std::string utf8(const std::string& text) {
  if (is_utf8(text)) return text;
  std::string out;
  for (const char c : text) out.push_back(static_cast<unsigned char>(c) < 0x80 ? c : '?');
  return out;
}

std::string lines(const json::object& object) { return json::serialize(object) + "\n"; }

void require_id(JsonFields& fields, const std::string& id) {
  if (!is_id(id)) fields.fail("id", "must be 32 hexadecimal digits");
}

JobFact read(JsonFields& fields, const JobFact* /*type*/) {
  JobFact fact;
  fact.id = fields.text("id");
  require_id(fields, fact.id);
  fact.district = fields.text("district");
  if (!is_district_id(fact.district)) fields.fail("district", "must be the id of a district");
  fact.kind = fields.text("kind");
  fact.version = fields.number<int>("version", 1);
  fact.payload = fields.object_text("payload");
  fact.priority = fields.number<int>("priority", 0, 9);
  fact.cap = fields.number<unsigned>("cap", 1);
  fact.by = fields.text("by");
  fact.trace = fields.text_or("trace", "");
  if (!fact.trace.empty() && !is_id(fact.trace)) fields.fail("trace", "must be 32 hexadecimal digits");
  fact.idempotency_key = fields.text("idempotency_key");
  fact.body_hash = fields.text("body_hash");
  fact.fingerprint = fields.text("fingerprint");
  fact.after = fields.texts("after", kMaxParents);
  for (const std::string& parent : fact.after) {
    if (!is_id(parent)) fields.fail("after", "must be ids of jobs");
  }
  fact.created_us = fields.number<std::int64_t>("created_us");
  return fact;
}

Manifest read(JsonFields& fields, const Manifest* /*type*/) {
  Manifest fact;
  fact.id = fields.text("id");
  require_id(fields, fact.id);
  fact.attempt = fields.number<unsigned>("attempt", 1);
  fact.token = fields.text("token");
  for (const json::value& value : fields.list("files", kMaxFiles)) {
    JsonFields file = fields.element("files", value);
    ResultFile out;
    out.name = file.text("name");
    out.size = file.number<std::uint64_t>("size");
    out.sha256 = file.text("sha256");
    out.type = file.text("type");
    fact.files.push_back(std::move(out));
  }
  return fact;
}

EndFact read(JsonFields& fields, const EndFact* /*type*/) {
  EndFact fact;
  fact.id = fields.text("id");
  require_id(fields, fact.id);
  fact.round = fields.number<unsigned>("round", 1);
  fact.state = fields.word("state", {"succeeded", "failed", "cancelled"});
  fact.dead = fields.flag("dead");
  fact.attempt = fields.number<unsigned>("attempt");
  fact.strikes = fields.number<unsigned>("strikes");
  fact.finished_us = fields.number<std::int64_t>("finished_us");
  if (fact.state == "succeeded") {
    fact.folder = fields.text("folder");
    if (!parse_attempt_name(fact.folder)) fields.fail("folder", "must be the name of an attempt's folder");
    return fact;
  }
  JsonFields error = fields.below("error");
  fact.error_code = error.text("code");
  fact.error_message = error.text("message");
  if (error.has("details")) fact.error_details = error.object_text("details");
  return fact;
}

Evidence read(JsonFields& fields, const Evidence* /*type*/) {
  Evidence fact;
  fact.id = fields.text("id");
  require_id(fields, fact.id);
  fact.attempt = fields.number<unsigned>("attempt", 1);
  fact.round = fields.number<unsigned>("round", 1);
  fact.token = fields.text("token");
  fact.fail_class = fields.text("class");
  fact.strike = fields.flag("strike");
  fact.code = fields.text("code");
  fact.message = fields.text("message");
  fact.exit_status = fields.number<int>("exit_status", std::numeric_limits<int>::min());
  fact.signal = fields.number<int>("signal");
  fact.last_words = fields.text("last_words");
  fact.worker = fields.text("worker");
  return fact;
}

ReplayFact read(JsonFields& fields, const ReplayFact* /*type*/) {
  ReplayFact fact;
  fact.id = fields.text("id");
  require_id(fields, fact.id);
  fact.round = fields.number<unsigned>("round", 2);
  fact.by = fields.text("by");
  return fact;
}

}  // namespace

std::string to_json(const JobFact& fact) {
  json::object out{{"id", fact.id},
                   {"district", fact.district},
                   {"kind", fact.kind},
                   {"version", fact.version},
                   {"payload", parsed(fact.payload)},
                   {"priority", fact.priority},
                   {"cap", fact.cap},
                   {"by", utf8(fact.by)},
                   {"idempotency_key", utf8(fact.idempotency_key)},
                   {"body_hash", fact.body_hash},
                   {"fingerprint", fact.fingerprint},
                   {"after", json::array(fact.after.begin(), fact.after.end())},
                   {"created_us", fact.created_us}};
  if (!fact.trace.empty()) out["trace"] = fact.trace;
  return lines(out);
}

std::string to_json(const Manifest& fact) {
  json::array files;
  for (const ResultFile& file : fact.files) {
    files.push_back({{"name", file.name}, {"size", file.size}, {"sha256", file.sha256}, {"type", file.type}});
  }
  return lines({{"id", fact.id}, {"attempt", fact.attempt}, {"token", fact.token}, {"files", std::move(files)}});
}

std::string to_json(const EndFact& fact) {
  json::object out{{"id", fact.id},
                   {"round", fact.round},
                   {"state", fact.state},
                   {"dead", fact.dead},
                   {"attempt", fact.attempt},
                   {"strikes", fact.strikes},
                   {"finished_us", fact.finished_us}};
  if (fact.state == "succeeded") {
    out["folder"] = fact.folder;
    return lines(out);
  }
  json::object error{{"code", fact.error_code}, {"message", utf8(fact.error_message)}};
  if (!fact.error_details.empty()) error["details"] = parsed(fact.error_details);
  out["error"] = std::move(error);
  return lines(out);
}

std::string to_json(const Evidence& fact) {
  return lines({{"id", fact.id},
                {"attempt", fact.attempt},
                {"round", fact.round},
                {"token", fact.token},
                {"class", fact.fail_class},
                {"strike", fact.strike},
                {"code", fact.code},
                {"message", utf8(fact.message)},
                {"exit_status", fact.exit_status},
                {"signal", fact.signal},
                {"last_words", utf8(fact.last_words)},
                {"worker", fact.worker}});
}

std::string to_json(const ReplayFact& fact) {
  return lines({{"id", fact.id}, {"round", fact.round}, {"by", utf8(fact.by)}});
}

template <class Fact>
Result<Fact> parse_fact(std::string_view json, const std::filesystem::path& path) {
  std::string problem;
  const json::value document = parse_json(json, problem);
  JsonFields fields(document, problem);
  // A key that is not asked for is a newer version's, beside which this one works: no damage.
  Fact fact = read(fields, static_cast<const Fact*>(nullptr));
  if (problem.empty()) return fact;
  return Error{Errc::fact_damaged, path.string() + ": " + problem};
}

template Result<JobFact> parse_fact(std::string_view, const std::filesystem::path&);
template Result<Manifest> parse_fact(std::string_view, const std::filesystem::path&);
template Result<EndFact> parse_fact(std::string_view, const std::filesystem::path&);
template Result<Evidence> parse_fact(std::string_view, const std::filesystem::path&);
template Result<ReplayFact> parse_fact(std::string_view, const std::filesystem::path&);

}  // namespace sipro::storage
