// Olah Data: which data and which month, then the tables of the finished job.
import { useId, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { Problem } from "../api/problem";
import { asksYear, type DataFile, inspectionOf, lookedOf, saysOther } from "../checks/data-file";
import type { Flow } from "../checks/file-name";
import { datedPeriods, type Period } from "../checks/inspection";
import { inputsOf, jobName } from "../checks/job-words";
import { obstaclesOf } from "../checks/readiness";
import { periodsInWords } from "../checks/words";
import { formatTime } from "../format/date";
import { formatWhole } from "../format/number";
import { DataFileItem } from "../parts/data-file-item";
import { FileIntake } from "../parts/file-intake";
import { JobProgress } from "../parts/job-progress";
import { GapsChoice, isMissing, MonthChoice, missingMonths } from "../parts/month-choice";
import { Notice, ProblemNotice } from "../parts/notice";
import { Page } from "../parts/page";
import { TableViewer } from "../parts/table-viewer";
import { Collection } from "../state/collection";
import { type Job, joinJob, useJob } from "../state/jobs";
import type { Gaps } from "../state/package";
import { district } from "../state/session";
import { type CleanJobs, useCleanJobs, usePeriods } from "../state/sources";
import { monthsOf, newestMonth } from "../tables/periods";
import { flowsOf, setTitle, TABLE_SETS, type TableSet } from "../tables/sets";
import { text } from "../text/text";

export function ProcessSets() {
  return (
    <Page title={text.pages.process}>
      <p class="lead">{text.process.lead}</p>
      <ul class="set-cards">
        {TABLE_SETS.map((set) => (
          <li key={set}>
            <a href={`/olah/${set}`}>{setTitle(set)}</a>
            <p>{text.process.sets[set]}</p>
          </li>
        ))}
      </ul>
    </Page>
  );
}

const collections = new Map<string, Collection>();

function collectionOf(set: TableSet, of: string): Collection {
  const place = `olah.${set}`;
  const found = collections.get(`${place}.${of}`) ?? new Collection(place, of);
  collections.set(`${place}.${of}`, found);
  return found;
}

/** What a flow's tables are made of: a job's clean data, or a file. */
interface Source {
  flow: Flow;
  jobs: CleanJobs;
  files: DataFile[];
  job: Job | null;
  file: DataFile | null;
  /** null: not known yet. */
  periods: Period[] | null;
  problem: Problem | null;
}

function filePeriods(file: DataFile): Period[] | null {
  const inspection = inspectionOf(file);
  return inspection && datedPeriods(inspection, null);
}

/** As picked; else the file that was added last, else the job that was come from, else the newest one. */
function useSource(
  flow: Flow,
  files: DataFile[],
  picked: string | undefined,
  from: Job | null,
  asked: boolean,
): Source {
  const jobs = useCleanJobs(asked ? flow : null, from);
  const file = files.find(({ key }) => key === picked);
  const job = jobs.jobs.find(({ id }) => id === picked);
  const chosenFile = file ?? (job ? null : (files.at(-1) ?? null));
  const chosenJob = chosenFile ? null : (job ?? from ?? jobs.jobs[0] ?? null);
  const held = usePeriods(chosenJob?.id ?? null);
  const periods = chosenFile ? filePeriods(chosenFile) : held.periods;
  return { flow, jobs, files, job: chosenJob, file: chosenFile, periods, problem: jobs.problem ?? held.problem };
}

function namesIn(job: Job): string {
  const [first, ...others] = inputsOf(job).map(({ name }) => name);
  return others.length === 0 ? (first ?? "") : `${first} ${text.history.moreInputs(formatWhole(others.length))}`;
}

function SourceChoice({ source, onPick }: { source: Source; onPick: (key: string) => void }) {
  const { flow, jobs, files, job, file, periods, problem } = source;
  const hint = useId();
  const none = job === null && file === null;
  return (
    <div class="source">
      <label>
        {text.process.source(text.flows[flow])}
        <select
          value={file?.key ?? job?.id ?? ""}
          aria-describedby={hint}
          onChange={(event) => onPick(event.currentTarget.value)}
        >
          {none && <option value="">{jobs.asking ? text.app.loading : "-"}</option>}
          {files.length > 0 && (
            <optgroup label={text.process.fromFiles}>
              {files.map(({ key, name }) => (
                <option key={key} value={key}>
                  {name}
                </option>
              ))}
            </optgroup>
          )}
          {jobs.jobs.length > 0 && (
            <optgroup label={text.process.fromJobs}>
              {jobs.jobs.map((one) => (
                <option key={one.id} value={one.id}>
                  {text.process.jobOf(formatTime(one.created_at), one.by, namesIn(one))}
                </option>
              ))}
            </optgroup>
          )}
        </select>
      </label>
      <p id={hint} class="hint">
        {none && !jobs.asking && text.process.noSource(text.flows[flow])}
        {!none && periods && text.process.holds(periodsInWords(periods))}
        {!none && !periods && !problem && text.process.readingPeriods}
      </p>
      {problem && <ProblemNotice problem={problem} />}
    </div>
  );
}

function OtherFiles({ state, flows }: { state: Collection; flows: readonly Flow[] }) {
  const files = state.files.all.value;
  return (
    <details class="other-files" open={files.length > 0}>
      <summary>{text.process.others}</summary>
      <p class="hint">{text.process.othersHint}</p>
      <FileIntake files={state.files} hint={text.process.dropHint} />
      {files.length > 0 && (
        <ul class="data-files">
          {files.map((file) => (
            <DataFileItem key={file.key} file={file} files={state.files} years={false} />
          ))}
        </ul>
      )}
      {flows.length === 1 && files.some((file) => !state.filesOf(flows[0] ?? null).includes(file)) && (
        <p class="small warn">{text.process.otherFlow(text.flows[flows[0] ?? "ekspor"])}</p>
      )}
    </details>
  );
}

/** What stands below it is shown at once when all is known, so that nothing moves. */
function isReading({ jobs, job, periods, problem }: Source): boolean {
  return jobs.asking || (job !== null && periods === null && problem === null);
}

function obstaclesOfSource({ flow, job, file }: Source): string[] {
  if (job) return [];
  if (!file) return [text.process.obstacles.source(text.flows[flow])];
  if (lookedOf([file]).length > 0 && asksYear(file)) return [text.process.obstacles.year];
  return obstaclesOf([file], "keep").map((obstacle) => text.preprocessing.obstacles[obstacle]);
}

function requestOf(set: TableSet, sources: readonly Source[], { year, month }: Period, gaps: Gaps): unknown {
  const input = ({ job, file }: Source) => (job ? { job: job.id } : file?.input);
  return {
    kind: "olah",
    tables: set,
    year,
    month,
    ...(set === "neraca" ? { gaps } : {}),
    accept_flow: sources.some(({ file }) => file !== null && saysOther(file) !== null && file.choices.sure),
    ...Object.fromEntries(sources.map((source) => [source.flow, input(source)])),
  };
}

interface RunProps {
  set: TableSet;
  sources: readonly Source[];
}

function Run({ set, sources }: RunProps) {
  const { route } = useLocation();
  const reasons = useId();
  const [picked, setPicked] = useState<Period | null>(null);
  const [gaps, setGaps] = useState<Gaps | null>(null);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const flows = sources.map(({ periods }) => periods ?? []);
  const known = sources.every(({ periods }) => periods !== null);
  const months = monthsOf(flows);
  const still = months.find((one) => one.year === picked?.year && one.month === picked.month);
  const chosen = known ? (still ?? newestMonth(flows)) : null;
  const [ekspor = [], impor = []] = flows;
  const missing = set === "neraca" && chosen ? missingMonths(ekspor, impor, chosen) : { ekspor: [], impor: [] };
  const obstacles = [...new Set(sources.flatMap(obstaclesOfSource))];
  if (obstacles.length === 0 && known && !chosen) obstacles.push(text.process.obstacles.month);
  if (isMissing(missing) && gaps === null) obstacles.push(text.process.obstacles.gaps);
  const ready = obstacles.length === 0 && chosen !== null && !asking;
  const run = async () => {
    if (!ready || !chosen) return;
    setAsking(true);
    setProblem(null);
    try {
      const { id } = await joinJob(requestOf(set, sources, chosen, gaps ?? "absent"));
      route(`/olah/${set}?job=${id}`);
      // The button is gone, and the page stays the same one.
      document.getElementById("isi")?.focus();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
    } finally {
      setAsking(false);
    }
  };
  return (
    <>
      <div class="month-room">{chosen && <MonthChoice months={months} chosen={chosen} onChoose={setPicked} />}</div>
      <GapsChoice missing={missing} choice={gaps} onChoice={setGaps} />
      <div class="run-bar">
        <button
          type="button"
          class="primary"
          aria-disabled={!ready}
          aria-describedby={reasons}
          onClick={() => void run()}
        >
          {text.process.run}
        </button>
        <ul id={reasons} class="reasons small" aria-live="polite">
          {obstacles.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </div>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}

function Request({ set, from }: { set: TableSet; from: Job | null }) {
  const flows = flowsOf(set);
  const state = collectionOf(set, district.value);
  const [picked, setPicked] = useState<Partial<Record<Flow, string>>>({});
  const cameFrom = (flow: Flow) => (from?.params && "flow" in from.params && from.params.flow === flow ? from : null);
  const source = (flow: Flow) => ({ files: state.filesOf(flow), picked: picked[flow], from: cameFrom(flow) });
  const [e, i] = [source("ekspor"), source("impor")];
  const ekspor = useSource("ekspor", e.files, e.picked, e.from, flows.includes("ekspor"));
  const impor = useSource("impor", i.files, i.picked, i.from, flows.includes("impor"));
  const sources = [ekspor, impor].filter(({ flow }) => flows.includes(flow));
  return (
    <>
      {sources.map((one) => (
        <SourceChoice
          key={one.flow}
          source={one}
          onPick={(key) => setPicked((before) => ({ ...before, [one.flow]: key }))}
        />
      ))}
      <OtherFiles state={state} flows={flows} />
      {!sources.some(isReading) && <Run set={set} sources={sources} />}
    </>
  );
}

function Elsewhere({ set, title, job }: { set: TableSet; title: string; job: string }) {
  return (
    <Page title={title}>
      <Notice kind="info">
        <p>{text.process.otherSet}</p>
        <p>
          <a href={`/olah/${set}?job=${job}`}>{text.process.openOther(setTitle(set))}</a>
        </p>
      </Notice>
    </Page>
  );
}

function OfJob({ set, title, id }: { set: TableSet; title: string; id: string }) {
  const { job, problem } = useJob(id);
  if (!job && problem && (problem.status === 404 || problem.status === 400)) {
    return (
      <Page title={text.process.notFound}>
        <Notice kind="info">
          <p>{text.process.notFoundHint}</p>
        </Notice>
        <a href={`/olah/${set}`}>{title}</a>
      </Page>
    );
  }
  if (!job) {
    return (
      <Page title={title}>
        {problem ? <ProblemNotice problem={problem} /> : <p class="loading">{text.app.loading}</p>}
      </Page>
    );
  }
  const { params } = job;
  if (params && "flow" in params) {
    return (
      <Page title={title}>
        <Request set={set} from={job} />
      </Page>
    );
  }
  if (!params || !("tables" in params)) return <Page title={jobName(job)}>{text.process.gone}</Page>;
  if (params.tables !== "semua" && params.tables !== set)
    return <Elsewhere set={params.tables} title={title} job={id} />;
  return (
    <Page title={title}>
      <p>
        <a href={`/olah/${set}`}>{text.process.back}</a>
      </p>
      <JobProgress job={job} problem={problem} />
      {job.state === "succeeded" && <TableViewer job={job} params={params} set={set} />}
    </Page>
  );
}

export function ProcessPage() {
  const { params } = useRoute();
  const { query } = useLocation();
  const set = TABLE_SETS.find((one) => one === params.set);
  if (!set) return <ProcessSets />;
  const title = `${text.pages.process} ${setTitle(set)}`;
  if (query.job) return <OfJob key={query.job} set={set} title={title} id={query.job} />;
  return (
    <Page title={title}>
      <p>
        <a href="/olah">{text.pages.process}</a>
      </p>
      <Request key={set} set={set} from={null} />
    </Page>
  );
}
