// The tables of a finished job, each at its own address; their workbooks, charts and the clean rows behind them.
import { useMemo } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useAnswer } from "../api/answer";
import type { Schemas } from "../api/client";
import type { Flow } from "../checks/file-name";
import { formatPeriod } from "../format/date";
import { formatWhole } from "../format/number";
import { type Job, resultPath } from "../state/jobs";
import { session } from "../state/session";
import { chartOf } from "../tables/chart-data";
import { flowsOf, setTitle, TABLE_SETS, type TableSet } from "../tables/sets";
import { type Asked, type Table, workbookOf } from "../tables/view";
import { text } from "../text/text";
import { ChartFigure } from "./chart-figure";
import { DownloadLink } from "./download-link";
import { ProblemNotice } from "./notice";
import { CleanRows } from "./preprocess-report";
import { TableGrid } from "./table-grid";

type Index = Schemas["table_index"];
type Entry = Index["tables"][number];
type OlahParams = Extract<NonNullable<Job["params"]>, { tables: unknown }>;

function namesOf(job: Job): string[] {
  return job.results.map(({ name }) => name);
}

function Downloads({ job, set, number }: { job: Job; set: TableSet; number: number }) {
  const book = workbookOf(namesOf(job), set, number);
  const zip = namesOf(job).find((name) => name.endsWith(".zip"));
  return (
    <p class="actions">
      {book && <DownloadLink path={resultPath(job.id, book)} label={text.tables.download} primary />}
      {zip && <DownloadLink path={resultPath(job.id, zip)} label={text.tables.downloadAll} />}
    </p>
  );
}

function TableView({ job, entry, asked }: { job: Job; entry: Entry; asked: Asked }) {
  const { value, problem, reload } = useAnswer<Table>(`/jobs/${job.id}/tables/${entry.id}`, session.value.kind);
  const table = value?.id === entry.id ? value : null;
  const chart = useMemo(() => table && chartOf(table, (count) => text.tables.others(formatWhole(count))), [table]);
  const source = table?.notes.at(-1) ?? "";
  const book = workbookOf(namesOf(job), entry.set, entry.number);
  return (
    <>
      <Downloads job={job} set={entry.set} number={entry.number} />
      {problem && !table && <ProblemNotice problem={problem} again={reload} />}
      {table ? (
        <>
          <TableGrid key={table.id} table={table} asked={asked} />
          <ul class="table-notes">
            {table.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
          {chart && (
            <ChartFigure
              data={chart}
              title={table.heading}
              unit={text.tables.units[table.unit]}
              source={source}
              name={
                book
                  ?.split("/")
                  .at(-1)
                  ?.replace(/\.xlsx$/, "") ?? table.title
              }
            />
          )}
        </>
      ) : (
        <p class="sheet-room">{problem ? "" : text.app.loading}</p>
      )}
    </>
  );
}

/** Flows of the set whose clean rows can be shown: those that a job cleaned. */
function flowsWithRows(params: OlahParams, set: TableSet): Flow[] {
  return flowsOf(set).filter((flow) => params[flow]?.job !== undefined);
}

function addressOf(set: TableSet, job: string, more: string): string {
  return `/olah/${set}?job=${job}${more}`;
}

interface ListProps {
  job: Job;
  set: TableSet;
  entries: Entry[];
  open: Entry;
}

function TableList({ job, set, entries, open }: ListProps) {
  const { route } = useLocation();
  const name = ({ number, title }: Entry) => `${number}. ${title}`;
  return (
    <>
      <label class="table-choice narrow-only">
        {text.tables.choose}
        <select
          value={open.id}
          onChange={(event) => route(addressOf(set, job.id, `&tabel=${event.currentTarget.value}`))}
        >
          {entries.map((entry) => (
            <option key={entry.id} value={entry.id}>
              {name(entry)}
            </option>
          ))}
        </select>
      </label>
      <nav class="table-list wide-only" aria-label={text.tables.list}>
        <ul>
          {entries.map((entry) => (
            <li key={entry.id}>
              <a
                href={addressOf(set, job.id, `&tabel=${entry.id}`)}
                aria-current={entry.id === open.id ? "true" : undefined}
              >
                {name(entry)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}

function Tabs({ job, set, params, data }: { job: Job; set: TableSet; params: OlahParams; data: boolean }) {
  const tabs = [{ href: addressOf(set, job.id, ""), name: text.tables.tables, here: !data }];
  if (flowsWithRows(params, set).length > 0) {
    tabs.push({ href: addressOf(set, job.id, "&bagian=data"), name: text.tables.data, here: data });
  }
  return (
    <nav class="tabs" aria-label={text.tables.parts}>
      {params.tables === "semua" && (
        <ul>
          {TABLE_SETS.map((one) => (
            <li key={one}>
              <a href={addressOf(one, job.id, "")} aria-current={one === set ? "true" : undefined}>
                {setTitle(one)}
              </a>
            </li>
          ))}
        </ul>
      )}
      <ul>
        {tabs.map(({ href, name, here }) => (
          <li key={name}>
            <a href={href} aria-current={here ? "true" : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Data({ job, flows }: { job: Job; flows: readonly Flow[] }) {
  return (
    <>
      {flows.map((flow) => (
        <section key={flow}>
          <h2>{text.report.gridOf(setTitle(flow))}</h2>
          <CleanRows job={job.id} flow={flow} />
        </section>
      ))}
    </>
  );
}

interface Props {
  job: Job;
  params: OlahParams;
  set: TableSet;
}

export function TableViewer({ job, params, set }: Props) {
  const { query } = useLocation();
  const { value, problem, reload } = useAnswer<Index>(`/jobs/${job.id}/tables`, session.value.kind);
  const asked = useMemo(() => ({ year: params.year, month: params.month }), [params.year, params.month]);
  const entries = value?.tables.filter((entry) => entry.set === set) ?? [];
  const open = entries.find(({ id }) => id === query.tabel) ?? entries[0];
  const data = query.bagian === "data";
  if (problem && !value) return <ProblemNotice problem={problem} again={reload} />;
  if (!value || !open) return <p class="sheet-room">{text.app.loading}</p>;
  return (
    <>
      <p class="lead">{`${value.office}, ${formatPeriod(value.year, value.month)}`}</p>
      <Tabs job={job} set={set} params={params} data={data} />
      {data ? (
        <Data job={job} flows={flowsWithRows(params, set)} />
      ) : (
        <div class="tables">
          <TableList job={job} set={set} entries={entries} open={open} />
          <div class="table-view">
            <h2>{open.heading}</h2>
            <TableView job={job} entry={open} asked={asked} />
          </div>
        </div>
      )}
    </>
  );
}
