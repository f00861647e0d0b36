// Lihat Saran: what officers of the district have suggested, newest first.
import { useState } from "preact/hooks";
import { useAnswer } from "../api/answer";
import type { SuggestionPage } from "../api/content";
import { formatTime } from "../format/date";
import { FeatureGate } from "../parts/feature-gate";
import { Notice, ProblemNotice } from "../parts/notice";
import { Page } from "../parts/page";
import { Pager } from "../parts/pager";
import { text } from "../text/text";

const PAGE = 50;

function List() {
  const [offset, setOffset] = useState(0);
  const { value, problem, reload } = useAnswer<SuggestionPage>(`/suggestions?offset=${offset}&limit=${PAGE}`);
  if (problem) return <ProblemNotice problem={problem} again={reload} />;
  if (value === null) return <p>{text.app.loading}</p>;
  if (value.total === 0) return <Notice kind="info">{text.suggestion.none}</Notice>;
  return (
    <>
      <ul class="suggestions">
        {value.suggestions.map((one) => (
          <li key={one.id} class="panel">
            <p class="small">
              <strong>{one.name}</strong>, {formatTime(one.sent_at)}
            </p>
            <p class="as-typed">{one.text}</p>
          </li>
        ))}
      </ul>
      {value.total > PAGE && <Pager offset={offset} limit={PAGE} total={value.total} onOffset={setOffset} />}
    </>
  );
}

export default function Suggestions() {
  return (
    <Page title={text.suggestion.see}>
      <p>
        <a href="/faq">{text.suggestion.back}</a>
      </p>
      <FeatureGate what={text.suggestion.see}>
        <List />
      </FeatureGate>
    </Page>
  );
}
