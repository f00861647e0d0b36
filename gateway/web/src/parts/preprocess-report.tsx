// What a preprocess job made: its files, how the rows add up, what was found, and every clean row.
import { useCallback, useEffect, useState } from "preact/hooks";
import { ask } from "../api/client";
import { Problem } from "../api/problem";
import type { Flow } from "../checks/file-name";
import { agrees, byWeight, countInWords, type Finding, type Report, ruleInWords } from "../checks/findings";
import { periodOfIso, periodsInWords } from "../checks/words";
import { formatValue, formatWhole } from "../format/number";
import { type Job, readResult, resultPath, steadily } from "../state/jobs";
import { setTitle } from "../tables/sets";
import { text } from "../text/text";
import { DataGrid, type GridPage, type GridQuery } from "./data-grid";
import { DownloadLink } from "./download-link";
import { Notice, ProblemNotice } from "./notice";
import { Revisions } from "./revisions";
import { ScrollTable } from "./scroll-table";

const PARTS = ["read", "kept", "rejected", "other_district"] as const;

function Reconciliation({ report }: { report: Report }) {
  return (
    <section>
      <h3>{text.report.reconciliation}</h3>
      <p class="hint">{text.report.reconciliationHint}</p>
      {!agrees(report) && (
        <Notice kind="error">
          <p>{text.report.mismatch}</p>
        </Notice>
      )}
      <ScrollTable label={text.report.reconciliation}>
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">{text.report.what}</th>
              <th scope="col" class="number">
                {text.report.rows}
              </th>
              <th scope="col" class="number">
                {text.report.value}
              </th>
            </tr>
          </thead>
          <tbody>
            {PARTS.map((part) => (
              <tr key={part}>
                <th scope="row">{text.report[part]}</th>
                <td class="number">{formatWhole(report.rows[part])}</td>
                <td class="number">{formatValue(report.value_usd[part])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  );
}

const EXAMPLES = 20;

function Examples({ finding }: { finding: Finding }) {
  const shown = finding.items.slice(0, EXAMPLES);
  return (
    <details class="examples">
      <summary>{text.report.where}</summary>
      <ScrollTable label={text.report.where}>
        <table class="plain-table small">
          <thead>
            <tr>
              <th scope="col">{text.report.file}</th>
              <th scope="col" class="number">
                {text.report.case}
              </th>
              <th scope="col">{text.report.variable}</th>
              <th scope="col">{text.report.content}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((item) => (
              <tr key={`${item.file}/${item.case}/${item.variable}`}>
                <td>{item.file}</td>
                <td class="number">{item.case === 0 ? "" : formatWhole(item.case)}</td>
                <td>{item.variable}</td>
                <td>{item.value === "" ? text.report.emptyValue : item.value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
      {finding.count > shown.length && (
        <p class="small">{text.report.someOf(formatWhole(shown.length), formatWhole(finding.count))}</p>
      )}
    </details>
  );
}

function Findings({ report }: { report: Report }) {
  const findings = byWeight(report.findings);
  return (
    <section>
      <h3>{text.report.findings}</h3>
      {findings.length === 0 && <p>{text.report.noFindings}</p>}
      {findings.length > 0 && (
        <ScrollTable label={text.report.findings}>
          <table class="plain-table findings">
            <thead>
              <tr>
                <th scope="col">{text.report.finding}</th>
                <th scope="col">{text.report.action}</th>
                <th scope="col" class="number">
                  {text.report.count}
                </th>
                <th scope="col" class="number">
                  {text.report.value}
                </th>
              </tr>
            </thead>
            <tbody>
              {findings.map((finding) => (
                <tr key={`${finding.rule}/${finding.action}`}>
                  <td>
                    {ruleInWords(finding)}
                    {finding.items.length > 0 && <Examples finding={finding} />}
                  </td>
                  <td>
                    <span class={`tag ${finding.action}`}>{text.actions[finding.action]}</span>
                  </td>
                  <td class="number">{countInWords(finding)}</td>
                  <td class="number">{formatValue(finding.value_usd)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollTable>
      )}
    </section>
  );
}

function Files({ report }: { report: Report }) {
  return (
    <section>
      <h3>{text.report.files}</h3>
      <ScrollTable label={text.report.files}>
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">{text.report.file}</th>
              <th scope="col" class="number">
                {text.report.rows}
              </th>
              <th scope="col">{text.report.periods}</th>
              <th scope="col">{text.report.hash}</th>
            </tr>
          </thead>
          <tbody>
            {report.files.map((file) => (
              <tr key={file.sha256}>
                <td>{file.name}</td>
                <td class="number">{formatWhole(file.rows)}</td>
                <td>{periodsInWords(file.periods.map(periodOfIso))}</td>
                <td>
                  <code class="hash">{file.sha256}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  );
}

export function useResult<T>(
  job: string,
  name: string,
): { value: T | null; problem: Problem | null; again: () => void } {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` asks once more
  useEffect(() => {
    const stop = new AbortController();
    setProblem(null);
    readResult<T>(job, name, stop.signal)
      .then(setValue)
      .catch((error: unknown) => {
        if (!stop.signal.aborted && error instanceof Problem) setProblem(error);
      });
    return () => stop.abort();
  }, [job, name, tries]);
  return { value, problem, again: () => setTries(tries + 1) };
}

/** Every row of a job's clean data. `flow` is asked for: an olah job may have both; `of` is what a preprocess job has. */
export function CleanRows({ job, flow, of = flow }: { job: string; flow?: Flow; of?: Flow }) {
  const load = useCallback(
    ({ q, sort, descending, ...page }: GridQuery, stop: AbortSignal) =>
      steadily(
        () =>
          ask<GridPage>(`/jobs/${job}/rows`, {
            query: { ...page, flow, q: q || undefined, sort: sort || undefined, descending: descending || undefined },
            signal: stop,
          }),
        stop,
      ),
    [job, flow],
  );
  return <DataGrid caption={of ? text.report.gridOf(setTitle(of)) : text.report.grid} load={load} />;
}

export function PreprocessReport({ job, flow }: { job: Job; flow: Flow }) {
  const { value: report, problem, again } = useResult<Report>(job.id, "laporan.json");
  const clean = job.results.find(({ name }) => name.startsWith("Data Bersih"));
  const workbook = job.results.find(({ name }) => name.startsWith("Laporan Pemeriksaan"));
  return (
    <div class="report">
      <p class="actions">
        {clean && <DownloadLink path={resultPath(job.id, clean.name)} label={text.report.downloadClean} primary />}
        {workbook && <DownloadLink path={resultPath(job.id, workbook.name)} label={text.report.downloadReport} />}
        <a class="button" href={`/olah/${flow}?job=${job.id}`}>
          {text.report.toProcess}
        </a>
      </p>
      {problem && <ProblemNotice problem={problem} again={again} />}
      {report && (
        <>
          <Reconciliation report={report} />
          <Findings report={report} />
        </>
      )}
      <Revisions job={job.id} />
      <section>
        <h3>{text.report.grid}</h3>
        <CleanRows job={job.id} of={flow} />
      </section>
      {report && <Files report={report} />}
    </div>
  );
}
