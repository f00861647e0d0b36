// A suggestion: a name of at least one word, a text of at least five; sent only then, and told that it was.
import { useId, useState } from "preact/hooks";
import { useAction } from "../api/action";
import { ask } from "../api/client";
import { countWords, LEAST_TEXT_WORDS, maySend } from "../pages/faq-words";
import { session } from "../state/session";
import { text } from "../text/text";
import { Notice, ProblemNotice } from "./notice";

function officerName(): string {
  const now = session.value;
  return now.kind === "open" ? now.session.name : "";
}

export function SuggestionForm() {
  const [name, setName] = useState(officerName);
  const [suggestion, setSuggestion] = useState("");
  const [sent, setSent] = useState(false);
  const field = useId();
  const words = countWords(suggestion);

  const { act, busy, problem } = useAction(async () => {
    await ask("/suggestions", { method: "POST", body: { name, text: suggestion } });
    setSuggestion("");
    setSent(true);
  });

  function submit(event: Event) {
    event.preventDefault();
    if (maySend(name, suggestion)) void act();
  }

  return (
    <section class="panel" aria-labelledby="kirim-saran">
      <h2 id="kirim-saran">{text.suggestion.title}</h2>
      <form onSubmit={submit}>
        <label for={`${field}-name`}>{text.suggestion.name}</label>
        <input
          id={`${field}-name`}
          type="text"
          value={name}
          maxLength={100}
          autocomplete="name"
          aria-describedby={`${field}-name-hint`}
          onInput={(e) => setName(e.currentTarget.value)}
        />
        <p id={`${field}-name-hint`} class="hint">
          {text.suggestion.nameRule}
        </p>
        <label for={`${field}-text`}>{text.suggestion.text}</label>
        <textarea
          id={`${field}-text`}
          rows={5}
          value={suggestion}
          maxLength={5000}
          aria-describedby={`${field}-text-hint`}
          onInput={(e) => {
            setSuggestion(e.currentTarget.value);
            setSent(false);
          }}
        />
        <p id={`${field}-text-hint`} class="hint">
          {words < LEAST_TEXT_WORDS ? text.suggestion.textRule(String(words)) : text.suggestion.textEnough}
        </p>
        <div aria-live="polite">{sent && <Notice kind="good">{text.suggestion.sent}</Notice>}</div>
        {problem && (
          <>
            <ProblemNotice problem={problem} />
            <p class="hint">{text.suggestion.kept}</p>
          </>
        )}
        <p class="guides">
          <button type="submit" class="primary" disabled={busy || !maySend(name, suggestion)}>
            {text.suggestion.send}
          </button>
          <a class="button" href="/faq/saran">
            {text.suggestion.see}
          </a>
        </p>
      </form>
    </section>
  );
}
