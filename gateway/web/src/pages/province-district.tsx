// A district as its province sees it: its jobs and, where it shares them, the files of its jobs and its libraries.
import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { useAnswer } from "../api/answer";
import type { Province, ProvinceDistrict } from "../api/content";
import { inputsOf, jobName, stateInWords } from "../checks/job-words";
import { formatTime } from "../format/date";
import { formatWhole } from "../format/number";
import { FeatureGate } from "../parts/feature-gate";
import { type Kind, type Library, Shelf } from "../parts/library";
import { Notice, ProblemNotice } from "../parts/notice";
import { Page } from "../parts/page";
import { officerFiles, ResultFiles } from "../parts/result-files";
import { StepPager } from "../parts/step-pager";
import { type HistoryFilter, useHistory } from "../state/history";
import { hasEnded, type Job } from "../state/jobs";
import { isProvince, session } from "../state/session";
import { text } from "../text/text";

const ALL: HistoryFilter = { kind: "", state: "", kept: false, q: "" };
// A month's tables are one zip and 33 workbooks more.
const FEW = 3;

function pathOf(district: string): string {
  return `/province/${district}`;
}

function Files({ job, of }: { job: Job; of: string }) {
  const files = officerFiles(job);
  const first = files.slice(0, files.length > FEW ? 1 : FEW);
  const others = files.slice(first.length);
  if (files.length === 0) return null;
  return (
    <>
      <ResultFiles job={job.id} files={first} of={of} />
      {others.length > 0 && (
        <details>
          <summary>{text.province.moreFiles(formatWhole(others.length))}</summary>
          <ResultFiles job={job.id} files={others} of={of} />
        </details>
      )}
    </>
  );
}

function JobLine({ job, shared, of }: { job: Job; shared: boolean; of: string }) {
  const at = [formatTime(job.finished_at ?? job.created_at), job.by].filter((part) => part !== "").join(" · ");
  return (
    <li class="panel">
      <p class="job-line-head">
        <strong>{jobName(job)}</strong> <span class={`tag ${job.state}`}>{text.job.states[job.state]}</span>
      </p>
      <p class="small">{at}</p>
      <p class="small">
        {inputsOf(job)
          .map(({ name }) => name)
          .join(", ")}
      </p>
      {!hasEnded(job) && <p class="small">{stateInWords(job)}</p>}
      {job.error && <p class={job.state === "failed" ? "small bad" : "small"}>{job.error.message}</p>}
      {shared && <Files job={job} of={of} />}
    </li>
  );
}

function Jobs({ district: { id, shared } }: { district: ProvinceDistrict }) {
  const [trail, setTrail] = useState<readonly number[]>([0]);
  const { page, problem } = useHistory(ALL, trail.at(-1) ?? 0, `${pathOf(id)}/jobs`);
  return (
    <section>
      <h2>{text.province.jobs}</h2>
      {problem && <ProblemNotice problem={problem} />}
      {!page && !problem && <p class="loading">{text.app.loading}</p>}
      {page?.jobs.length === 0 && <p>{text.province.noJobs}</p>}
      <ul class="province-jobs">
        {page?.jobs.map((job) => (
          <JobLine key={job.id} job={job} shared={shared} of={pathOf(id)} />
        ))}
      </ul>
      <StepPager trail={trail} next={page?.next ?? null} onGo={setTrail} />
    </section>
  );
}

function LibraryList({ district, kind }: { district: string; kind: Kind }) {
  const path = `${pathOf(district)}/library/${kind}`;
  const { value, problem, reload } = useAnswer<Library>(path, session.value.kind);
  if (problem) return <ProblemNotice problem={problem} again={reload} />;
  if (value === null) return <p class="loading">{text.app.loading}</p>;
  return (
    <>
      {value.outside && (
        <p>
          <a href={value.outside} target="_blank" rel="noreferrer">
            {text.library.outside[kind]}
            <span class="visually-hidden">{text.app.newTab}</span>
          </a>
        </p>
      )}
      {value.files.length === 0 ? <p>{text.province.noFiles}</p> : <Shelf path={path} files={value.files} />}
    </>
  );
}

function Libraries({ district }: { district: string }) {
  const words = text.province;
  return (
    <FeatureGate what={words.libraries}>
      {(["historis", "publikasi"] as const).map((kind) => (
        <section key={kind}>
          <h2>{kind === "historis" ? text.pages.archive : text.pages.publications}</h2>
          <LibraryList district={district} kind={kind} />
        </section>
      ))}
    </FeatureGate>
  );
}

function District({ district }: { district: ProvinceDistrict }) {
  return (
    <>
      <Notice kind="info">
        <p>{district.shared ? text.province.shared : text.province.notShared}</p>
      </Notice>
      <Jobs district={district} />
      {district.shared && <Libraries district={district.id} />}
    </>
  );
}

export default function ProvinceDistrictPage() {
  const { params } = useRoute();
  const state = session.value;
  const allowed = state.kind !== "open" || isProvince(state.session);
  const { value, problem, reload } = useAnswer<Province>(allowed ? "/province" : null);
  const district = value?.districts.find(({ id }) => id === params.id);
  return (
    <Page title={district?.name ?? text.pages.province}>
      {allowed && (
        <p>
          <a href="/provinsi">{text.province.back}</a>
        </p>
      )}
      {!allowed && <Notice kind="info">{text.province.notForDistricts}</Notice>}
      {problem && <ProblemNotice problem={problem} again={reload} />}
      {allowed && !value && !problem && <p class="loading">{text.app.loading}</p>}
      {value && !district && <Notice kind="info">{text.province.notOfProvince}</Notice>}
      {district && <District district={district} />}
    </Page>
  );
}
