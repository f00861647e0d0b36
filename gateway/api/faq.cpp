#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/handlers.hpp"
#include "content/faq.hpp"
#include "content/words.hpp"

namespace sipro::gateway {
namespace {

namespace json = boost::json;

json::array texts_json(const std::vector<std::string>& texts) {
  json::array out(texts.begin(), texts.end());
  return out;
}

json::object question_json(const Question& question) {
  json::array answer;
  for (const AnswerPart& part : question.answer) {
    if (part.list.empty()) {
      answer.push_back(json::object{{"text", part.text}});
    } else {
      answer.push_back(json::object{{"list", texts_json(part.list)}});
    }
  }
  return {{"id", question.id},
          {"question", question.question},
          {"answer", std::move(answer)},
          {"pages", texts_json(question.pages)}};
}

/// The team lead; null where the district has named nobody.
json::value contact_json(const tenancy::District& district) {
  if (district.contact_name.empty() && district.contact_whatsapp.empty()) return nullptr;
  json::value link;
  if (!district.contact_whatsapp.empty()) link = "https://wa.me/" + district.contact_whatsapp;
  return json::object{{"name", district.contact_name}, {"whatsapp", std::move(link)}};
}

}  // namespace

asio::Task<http::Response> get_faq(Context& context) {
  const auto wanted = folded_words(context.request.query_value("q").value_or(""));
  const auto faq = context.services.content.faq();
  json::array questions;
  for (const Question& question : *faq) {
    if (all_begin_one(wanted, question.words)) questions.push_back(question_json(question));
  }
  co_return http::cached_json(
      context.request, json::object{{"questions", std::move(questions)}, {"contact", contact_json(context.district)}});
}

}  // namespace sipro::gateway
