// Riwayat: the district's jobs, newest first.
import { useCallback, useEffect, useState } from "preact/hooks";
import { useAction } from "../api/action";
import { inputsOf, jobName, stateInWords } from "../checks/job-words";
import { formatTime } from "../format/date";
import { formatWhole } from "../format/number";
import { AgainButton } from "../parts/again-button";
import { KeepButton } from "../parts/keep-button";
import { Notice, ProblemNotice } from "../parts/notice";
import { Page } from "../parts/page";
import { ScrollTable } from "../parts/scroll-table";
import { SearchField } from "../parts/search-field";
import { StepPager } from "../parts/step-pager";
import { type HistoryFilter, type HistoryPage, historyView, type StateGroup, useHistory } from "../state/history";
import { cancelJob, hasEnded, type Job } from "../state/jobs";
import { text } from "../text/text";

const STATES: readonly Exclude<StateGroup, "">[] = ["open", "succeeded", "failed", "cancelled"];
const TYPING_MS = 300;

type Change = (change: Partial<HistoryFilter>) => void;

function Filters({ filter, onChange }: { filter: HistoryFilter; onChange: Change }) {
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (typed === null) return undefined;
    const timer = setTimeout(() => onChange({ q: typed.trim() }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, onChange]);
  return (
    <div class="filters">
      <label>
        {text.history.kind}
        <select
          value={filter.kind}
          onChange={(event) => onChange({ kind: event.currentTarget.value as HistoryFilter["kind"] })}
        >
          <option value="">{text.history.any}</option>
          <option value="preprocess">{text.history.kinds.preprocess}</option>
          <option value="olah">{text.history.kinds.olah}</option>
        </select>
      </label>
      <label>
        {text.history.state}
        <select value={filter.state} onChange={(event) => onChange({ state: event.currentTarget.value as StateGroup })}>
          <option value="">{text.history.any}</option>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {text.history.stateGroups[state]}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={filter.kept}
          onChange={(event) => onChange({ kept: event.currentTarget.checked })}
        />
        {text.keep.only}
      </label>
      <SearchField label={text.history.search} value={typed ?? filter.q} onInput={setTyped} />
    </div>
  );
}

const NAMED = 3;

function Inputs({ job }: { job: Job }) {
  const inputs = inputsOf(job);
  const names = inputs.slice(0, NAMED).map(({ name }) => name);
  if (inputs.length > NAMED) names.push(text.history.moreInputs(formatWhole(inputs.length - NAMED)));
  return <span class="small">{names.join(", ")}</span>;
}

function Actions({ job }: { job: Job }) {
  const { act: cancel, busy, problem } = useAction(() => cancelJob(job.id));
  const name = jobName(job);
  const at = formatTime(job.created_at);
  return (
    <div>
      <a class="button" href={`/riwayat/${job.id}`} aria-label={text.history.openOf(name, at)}>
        {text.history.open}
      </a>
      {hasEnded(job) ? (
        <AgainButton job={job} label={text.history.againOf(name, at)} />
      ) : (
        <button
          type="button"
          aria-disabled={busy || job.cancel_asked}
          aria-label={text.history.cancelOf(name, at)}
          onClick={() => void cancel()}
        >
          {text.job.cancel}
        </button>
      )}
      <KeepButton job={job} label={text.keep.of(name, at)} />
      {problem && <ProblemNotice problem={problem} />}
    </div>
  );
}

function Row({ job }: { job: Job }) {
  return (
    <tr>
      <td class="history-when">{formatTime(job.created_at)}</td>
      <td>
        <strong>{jobName(job)}</strong>
        <br />
        <Inputs job={job} />
      </td>
      <td>{job.by === "" ? text.history.noneOf : job.by}</td>
      <td>
        <span class={`tag ${job.state}`}>{text.job.states[job.state]}</span>
        {!hasEnded(job) && <p class="small">{stateInWords(job)}</p>}
        {job.error && <p class="small">{job.error.message}</p>}
      </td>
      <td class="row-actions">
        <Actions job={job} />
      </td>
    </tr>
  );
}

function Table({ page }: { page: HistoryPage }) {
  return (
    <ScrollTable label={text.history.caption}>
      <table class="plain-table history">
        <caption class="visually-hidden">{text.history.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{text.history.when}</th>
            <th scope="col">{text.history.job}</th>
            <th scope="col">{text.history.by}</th>
            <th scope="col">{text.history.state}</th>
            <th scope="col">{text.history.actions}</th>
          </tr>
        </thead>
        <tbody>
          {page.jobs.map((job) => (
            <Row key={job.id} job={job} />
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
}

export default function History() {
  const { filter, trail } = historyView.value;
  const { page, problem } = useHistory(filter, trail.at(-1) ?? 0);
  const change = useCallback((part: Partial<HistoryFilter>) => {
    historyView.value = { filter: { ...historyView.value.filter, ...part }, trail: [0] };
  }, []);
  const filtered = filter.kept || filter.kind !== "" || filter.state !== "" || filter.q !== "";
  return (
    <Page title={text.pages.history}>
      <p class="lead">{text.history.lead}</p>
      <Filters filter={filter} onChange={change} />
      {problem && <ProblemNotice problem={problem} />}
      {!page && !problem && <p class="loading">{text.app.loading}</p>}
      {page?.jobs.length === 0 && (
        <Notice kind="info" title={filtered ? text.history.noneFiltered : text.history.none}>
          {!filtered && <p>{text.history.noneHint}</p>}
        </Notice>
      )}
      {page && page.jobs.length > 0 && <Table page={page} />}
      <StepPager
        trail={trail}
        next={page?.next ?? null}
        onGo={(to) => {
          historyView.value = { filter, trail: to };
        }}
      />
    </Page>
  );
}
