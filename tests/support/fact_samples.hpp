// One fact of each kind, as tests need them.
#pragma once

#include "storage/facts.hpp"

namespace sipro::test {

inline const std::string kDistrict = "2101";
inline const std::string kId = "0123456789abcdef0123456789abcdef";
inline const std::string kOtherId = "fedcba9876543210fedcba9876543210";

inline storage::JobFact job_fact() {
  storage::JobFact fact;
  fact.id = kId;
  fact.district = kDistrict;
  fact.kind = "preprocess";
  fact.payload = R"({"work":"check"})";
  fact.priority = 3;
  fact.by = "Ani";
  fact.trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  fact.idempotency_key = "key";
  fact.body_hash = "body";
  fact.fingerprint = "finger";
  fact.after = {kOtherId};
  fact.created_us = 1'764'043'200'123'456;
  return fact;
}

inline storage::EndFact end_fact(const std::string& state) {
  storage::EndFact fact;
  fact.id = kId;
  fact.state = state;
  fact.attempt = 1;
  fact.finished_us = 1'764'043'200'654'321;
  if (state == "succeeded") {
    fact.folder = "att-1-17-00000001";
    return fact;
  }
  fact.dead = state == "failed";
  fact.strikes = fact.dead ? 3 : 0;
  fact.error_code = "child_crashed";
  fact.error_message = "Pengolahan berhenti mendadak.";
  fact.error_details = R"({"signal":11})";
  return fact;
}

inline storage::Evidence evidence() {
  storage::Evidence fact;
  fact.id = kId;
  fact.attempt = 1;
  fact.token = "17";
  fact.fail_class = "crash";
  fact.strike = true;
  fact.code = "child_crashed";
  fact.message = "signal 11";
  fact.signal = 11;
  fact.last_words = "free(): invalid pointer";
  fact.worker = "w1";
  return fact;
}

/// Of a manifest: all but the files.
inline storage::Manifest head() { return {kId, 1, "17", {}}; }

}  // namespace sipro::test
