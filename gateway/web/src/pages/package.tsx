// Paket Bulanan: the files of both flows become clean data, reports, all tables and one zip.
import { useId, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { useAnswer } from "../api/answer";
import type { Schemas } from "../api/client";
import { FLOWS, type Flow } from "../checks/file-name";
import type { Period } from "../checks/inspection";
import { jobName } from "../checks/job-words";
import { formatPeriod } from "../format/date";
import { Announcer } from "../parts/announcer";
import { DownloadLink } from "../parts/download-link";
import { FileGroups, obstaclesInWords } from "../parts/file-groups";
import { FileIntake } from "../parts/file-intake";
import { JobProgress } from "../parts/job-progress";
import { GapsChoice, isMissing, MonthChoice, missingMonths } from "../parts/month-choice";
import { Notice, ProblemNotice } from "../parts/notice";
import { OtherUploads } from "../parts/other-uploads";
import { Page } from "../parts/page";
import { hasEnded, type Job, resultPath } from "../state/jobs";
import { type Gaps, type MonthPackage, type Package, packageOf, usePackage } from "../state/package";
import { district, session } from "../state/session";
import { monthsOf, newestMonth } from "../tables/periods";
import { setTitle, TABLE_SETS } from "../tables/sets";
import { text } from "../text/text";

function Request({ state }: { state: MonthPackage }) {
  const { route } = useLocation();
  const reasons = useId();
  const [picked, setPicked] = useState<Period | null>(null);
  const [gaps, setGaps] = useState<Gaps | null>(null);
  const [ekspor, impor] = [state.periodsOf("ekspor"), state.periodsOf("impor")];
  const months = monthsOf([ekspor, impor]);
  const still = months.find((one) => one.year === picked?.year && one.month === picked.month);
  const chosen = still ?? newestMonth([ekspor, impor]);
  const missing = chosen ? missingMonths(ekspor, impor, chosen) : { ekspor: [], impor: [] };
  const obstacles = obstaclesInWords(state);
  for (const flow of FLOWS)
    if (state.filesOf(flow).length === 0) obstacles.push(text.package.noFiles(text.flows[flow]));
  if (obstacles.length === 0 && !chosen) obstacles.push(text.package.noMonth);
  if (isMissing(missing) && gaps === null) obstacles.push(text.process.obstacles.gaps);
  const ready = obstacles.length === 0 && !state.asking.value;
  const run = async () => {
    if (!ready || !chosen) return;
    const id = await state.start(chosen, gaps ?? "absent");
    if (id !== null) route(`/paket/${id}`);
  };
  return (
    <>
      {chosen && <MonthChoice months={months} chosen={chosen} onChoose={setPicked} />}
      <GapsChoice missing={missing} choice={gaps} onChoice={setGaps} />
      <div class="run-bar">
        <button
          type="button"
          class="primary"
          aria-disabled={!ready}
          aria-describedby={reasons}
          onClick={() => void run()}
        >
          {chosen ? text.package.runOf(formatPeriod(chosen.year, chosen.month)) : text.package.run}
        </button>
        {state.files.all.value.length > 0 && (
          <button type="button" class="quiet" onClick={() => state.files.clear()}>
            {text.preprocessing.startOver}
          </button>
        )}
        <ul id={reasons} class="reasons small" aria-live="polite">
          {obstacles.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </div>
      {state.problem.value && <ProblemNotice problem={state.problem.value} />}
    </>
  );
}

export function PackageRequest() {
  const state = packageOf(district.value);
  return (
    <Page title={text.pages.package}>
      <p class="lead">{text.package.lead}</p>
      <FileIntake files={state.files} />
      {state.files.ready.value && (
        <>
          <FileGroups state={state} />
          <Request state={state} />
          <OtherUploads known={state.files.all.value} />
        </>
      )}
    </Page>
  );
}

function resultOf(job: Job, beginning: string): string | undefined {
  return job.results.find(({ name }) => name.startsWith(beginning))?.name;
}

function FlowResults({ job, flow }: { job: Job; flow: Flow }) {
  const clean = resultOf(job, "Data Bersih");
  const report = resultOf(job, "Laporan Pemeriksaan");
  return (
    <section>
      <h3>{setTitle(flow)}</h3>
      <p class="actions">
        {clean && <DownloadLink path={resultPath(job.id, clean)} label={text.package.cleanOf(setTitle(flow))} />}
        {report && <DownloadLink path={resultPath(job.id, report)} label={text.package.reportOf(setTitle(flow))} />}
        <a class="button" href={`/riwayat/${job.id}`}>
          {text.package.findingsOf(setTitle(flow))}
        </a>
      </p>
    </section>
  );
}

function Tables({ job }: { job: Job }) {
  const { value, problem, reload } = useAnswer<Schemas["table_index"]>(`/jobs/${job.id}/tables`, session.value.kind);
  if (problem && !value) return <ProblemNotice problem={problem} again={reload} />;
  if (!value) return <p class="loading">{text.app.loading}</p>;
  return (
    <section>
      <h2>{text.package.tables}</h2>
      <div class="package-tables">
        {TABLE_SETS.map((set) => (
          <section key={set}>
            <h3>{setTitle(set)}</h3>
            <ol>
              {value.tables
                .filter((table) => table.set === set)
                .map(({ id, number, title }) => (
                  <li key={id} value={number}>
                    <a href={`/olah/${set}?job=${job.id}&tabel=${id}`}>{title}</a>
                  </li>
                ))}
            </ol>
          </section>
        ))}
      </div>
    </section>
  );
}

function Results({ made }: { made: Package }) {
  const [ekspor, impor, olah] = made.jobs;
  const zip = olah?.results.find(({ name }) => name.endsWith(".zip"));
  const equalities = olah?.results.find(({ name }) => name.endsWith("Kecocokan.txt"));
  return (
    <>
      {olah?.state === "succeeded" && zip && (
        <>
          <p class="actions">
            <DownloadLink path={resultPath(olah.id, zip.name)} label={text.package.download} primary />
            {equalities && <DownloadLink path={resultPath(olah.id, equalities.name)} label={text.package.equalities} />}
          </p>
          {equalities && <p class="hint">{text.package.equalitiesHint}</p>}
        </>
      )}
      {(ekspor?.state === "succeeded" || impor?.state === "succeeded") && <h2>{text.package.data}</h2>}
      {ekspor?.state === "succeeded" && <FlowResults job={ekspor} flow="ekspor" />}
      {impor?.state === "succeeded" && <FlowResults job={impor} flow="impor" />}
      {olah?.state === "succeeded" && <Tables job={olah} />}
    </>
  );
}

/** Of all three until all have ended; then only of those that did not end well. */
function Progress({ made }: { made: Package }) {
  const ended = made.jobs.every(hasEnded);
  const shown = ended ? made.jobs.filter(({ state }) => state !== "succeeded") : made.jobs;
  return (
    <>
      <Announcer>{ended && shown.length === 0 ? text.package.ready : ""}</Announcer>
      {shown.map((job) => (
        <section key={job.id}>
          <h2>{jobName(job)}</h2>
          {job.state === "succeeded" ? (
            <p>
              <span class="tag succeeded">{text.job.states.succeeded}</span>
            </p>
          ) : (
            <JobProgress job={job} problem={null} />
          )}
        </section>
      ))}
    </>
  );
}

function PackagePage({ id }: { id: string }) {
  const { made, problem } = usePackage(id);
  const olah = made?.jobs[2];
  const params = olah?.params;
  const period = params && "tables" in params ? formatPeriod(params.year, params.month) : "";
  if (!made && problem && (problem.status === 404 || problem.status === 400)) {
    return (
      <Page title={text.package.notFound}>
        <Notice kind="info">
          <p>{text.package.notFoundHint}</p>
        </Notice>
        <a href="/paket">{text.pages.package}</a>
      </Page>
    );
  }
  return (
    <Page title={period === "" ? text.pages.package : `${text.pages.package} ${period}`}>
      <p>
        <a href="/paket">{text.package.back}</a>
      </p>
      {!made && (problem ? <ProblemNotice problem={problem} /> : <p class="loading">{text.app.loading}</p>)}
      {made && problem && <ProblemNotice problem={problem} />}
      {made && <Progress made={made} />}
      {made?.jobs.every(hasEnded) && <Results made={made} />}
    </Page>
  );
}

export function PackageMade() {
  const { params } = useRoute();
  return <PackagePage id={params.id ?? ""} />;
}
