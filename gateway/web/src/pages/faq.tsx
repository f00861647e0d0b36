// FAQ: the questions with their answers, a suggestion, and whom to ask.
import { MessageCircle } from "lucide-preact";
import { useState } from "preact/hooks";
import { useAnswer } from "../api/answer";
import type { Contact, Faq as FaqAnswer, Question } from "../api/content";
import { formatWhole } from "../format/number";
import { Notice, ProblemNotice } from "../parts/notice";
import { Page } from "../parts/page";
import { SearchField } from "../parts/search-field";
import { SuggestionForm } from "../parts/suggestion-form";
import { text } from "../text/text";
import { findQuestions } from "./faq-words";

const ADDRESSES: Record<string, string> = {
  [text.pages.home]: "/",
  [text.pages.preprocessing]: "/preprocessing",
  [text.pages.process]: "/olah",
  [text.pages.package]: "/paket",
  [text.pages.history]: "/riwayat",
  [text.pages.calendar]: "/kalender",
  [text.pages.archive]: "/data-historis",
  [text.pages.publications]: "/publikasi",
  [text.pages.outputs]: "/tabel-output",
  [text.pages.commodities]: "/kode-hs",
};

function PageLinks({ names }: { names: string[] }) {
  const links = names.flatMap((name) => (ADDRESSES[name] ? [{ name, href: ADDRESSES[name] }] : []));
  if (links.length === 0) return null;
  return (
    <p class="small">
      {text.faq.onPage}{" "}
      {links.map(({ name, href }, index) => (
        <span key={name}>
          {index > 0 && ", "}
          <a href={href}>{name}</a>
        </span>
      ))}
    </p>
  );
}

function Answer({ question, open }: { question: Question; open: boolean }) {
  return (
    <details class="question" open={open}>
      <summary>{question.question}</summary>
      {question.answer.map((part) =>
        "list" in part ? (
          <ul key={part.list.join()}>
            {part.list.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        ) : (
          <p key={part.text}>{part.text}</p>
        ),
      )}
      <PageLinks names={question.pages} />
    </details>
  );
}

function Questions({ questions }: { questions: Question[] }) {
  const [wanted, setWanted] = useState("");
  const found = findQuestions(questions, wanted);
  return (
    <section aria-labelledby="pertanyaan">
      <h2 id="pertanyaan">{text.faq.questions}</h2>
      <SearchField label={text.faq.search} value={wanted} onInput={setWanted} />
      <p class="small" aria-live="polite">
        {text.faq.found(formatWhole(found.length), formatWhole(questions.length))}
      </p>
      {found.map((question) => (
        <Answer key={question.id} question={question} open={wanted !== "" && found.length === 1} />
      ))}
      {found.length === 0 && <Notice kind="info">{text.faq.none}</Notice>}
    </section>
  );
}

function ContactPerson({ contact }: { contact: Contact | null }) {
  return (
    <section class="panel" aria-labelledby="kontak">
      <h2 id="kontak">{text.faq.contact}</h2>
      <p>{text.faq.contactWhy}</p>
      {contact?.whatsapp ? (
        <a class="button" href={contact.whatsapp} target="_blank" rel="noreferrer">
          <MessageCircle class="icon" aria-hidden="true" />
          {text.faq.whatsapp(contact.name === "" ? text.faq.teamLead : contact.name)}
          <span class="visually-hidden">{text.app.newTab}</span>
        </a>
      ) : (
        <p>{contact ? text.faq.noNumber(contact.name) : text.faq.noContact}</p>
      )}
    </section>
  );
}

export default function Faq() {
  const { value, problem, reload } = useAnswer<FaqAnswer>("/faq");
  return (
    <Page title={text.pages.faq}>
      <p class="narrow-only">
        <a href="#kirim-saran">{text.suggestion.title}</a> · <a href="#kontak">{text.faq.contact}</a>
      </p>
      <div class="faq-columns">
        <div>
          {problem && <ProblemNotice problem={problem} again={reload} />}
          {value === null ? !problem && <p>{text.app.loading}</p> : <Questions questions={value.questions} />}
        </div>
        <div class="faq-side">
          <SuggestionForm />
          {value && <ContactPerson contact={value.contact} />}
        </div>
      </div>
    </Page>
  );
}
