// One job at its own address: how far it is, what it was asked for, what it made.
import { useRoute } from "preact-iso";
import { inputsOf, type JobInput, jobName } from "../checks/job-words";
import { formatTime } from "../format/date";
import { formatDuration } from "../format/number";
import { AgainButton } from "../parts/again-button";
import { CopyField } from "../parts/copy-field";
import { JobProgress } from "../parts/job-progress";
import { KeepButton } from "../parts/keep-button";
import { Notice } from "../parts/notice";
import { Page } from "../parts/page";
import { PreprocessReport } from "../parts/preprocess-report";
import { officerFiles, ResultFiles } from "../parts/result-files";
import { ScrollTable } from "../parts/scroll-table";
import { hasEnded, type Job, useJob } from "../state/jobs";
import { text } from "../text/text";

function seconds(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

function Facts({ job }: { job: Job }) {
  const { created_at, started_at, finished_at } = job;
  return (
    <dl class="facts">
      <dt>{text.history.state}</dt>
      <dd>
        <span class={`tag ${job.state}`}>{text.job.states[job.state]}</span>
        {job.attempt > 1 && <span class="small"> {text.job.attempt(String(job.attempt))}</span>}
      </dd>
      <dt>{text.history.by}</dt>
      <dd>{job.by === "" ? text.history.noneOf : job.by}</dd>
      <dt>{text.history.asked}</dt>
      <dd>{formatTime(created_at)}</dd>
      {finished_at && (
        <>
          <dt>{text.history.finished}</dt>
          <dd>{formatTime(finished_at)}</dd>
        </>
      )}
      {started_at && finished_at && (
        <>
          <dt>{text.history.took}</dt>
          <dd>{formatDuration(Math.max(1, seconds(started_at, finished_at)))}</dd>
        </>
      )}
    </dl>
  );
}

function Source({ input }: { input: JobInput }) {
  if (input.job !== undefined) return <a href={`/riwayat/${input.job}`}>{text.history.sources.job}</a>;
  return <>{input.file === undefined ? text.history.sources.upload : text.history.sources.file}</>;
}

function hashOf(input: JobInput): string | null {
  return "sha256" in input && typeof input.sha256 === "string" ? input.sha256 : null;
}

function Inputs({ job }: { job: Job }) {
  const inputs = inputsOf(job);
  if (inputs.length === 0) return null;
  return (
    <section>
      <h2>{text.history.inputs}</h2>
      <ScrollTable label={text.history.inputs}>
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">{text.history.input}</th>
              <th scope="col">{text.history.source}</th>
              <th scope="col">{text.history.year}</th>
              <th scope="col">{text.report.hash}</th>
            </tr>
          </thead>
          <tbody>
            {inputs.map((input, index) => (
              <tr key={`${index}/${input.name}`}>
                <td>{input.name}</td>
                <td>
                  <Source input={input} />
                </td>
                <td>{input.year ?? ""}</td>
                <td>
                  <code class="hash">{hashOf(input) ?? ""}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  );
}

function Results({ job }: { job: Job }) {
  const files = officerFiles(job);
  if (files.length === 0) return null;
  return (
    <section>
      <h2>{text.history.results}</h2>
      <ResultFiles job={job.id} files={files} />
    </section>
  );
}

function Actions({ job }: { job: Job }) {
  const { params } = job;
  return (
    <div class="actions">
      {job.state === "succeeded" && params && "tables" in params && (
        <a class="button primary" href={`/olah/${params.tables === "semua" ? "ekspor" : params.tables}?job=${job.id}`}>
          {text.history.tables}
        </a>
      )}
      {hasEnded(job) && <AgainButton job={job} />}
      <KeepButton job={job} />
    </div>
  );
}

function Outcome({ job }: { job: Job }) {
  const { params } = job;
  if (job.state !== "succeeded" || !params) return null;
  if ("tables" in params || "check" in params) return <Results job={job} />;
  return (
    <section>
      <h2>{text.history.results}</h2>
      <PreprocessReport job={job} flow={params.flow} />
    </section>
  );
}

export default function JobPage() {
  const { params } = useRoute();
  const id = params.id ?? "";
  const { job, problem } = useJob(id);
  const back = (
    <p>
      <a href="/riwayat">{text.history.back}</a>
    </p>
  );
  if (!job && problem && (problem.status === 404 || problem.status === 400)) {
    return (
      <Page title={text.history.notFound}>
        <Notice kind="info">
          <p>{text.history.notFoundHint}</p>
        </Notice>
        {back}
      </Page>
    );
  }
  return (
    <Page title={job ? jobName(job) : text.app.loading}>
      {back}
      {job && <Facts job={job} />}
      <JobProgress job={job} problem={problem} />
      {job && <Actions job={job} />}
      {job && <Outcome job={job} />}
      {job && <Inputs job={job} />}
      {job && (
        <div class="job-address">
          <CopyField label={text.job.address} value={location.origin + location.pathname} />
        </div>
      )}
    </Page>
  );
}
