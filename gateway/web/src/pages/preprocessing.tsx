// Preprocessing Data: from files as the province delivers them to clean data.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { FLOWS, type Flow } from "../checks/file-name";
import { FileGroups, obstaclesInWords } from "../parts/file-groups";
import { FileIntake } from "../parts/file-intake";
import { JobProgress } from "../parts/job-progress";
import { ProblemNotice } from "../parts/notice";
import { OtherUploads } from "../parts/other-uploads";
import { Page } from "../parts/page";
import { PreprocessReport } from "../parts/preprocess-report";
import { useJob } from "../state/jobs";
import { type Preprocessing, preprocessingOf, type Run } from "../state/preprocessing";
import { district } from "../state/session";
import { setTitle } from "../tables/sets";
import { text } from "../text/text";

function RunBar({ state, onRun }: { state: Preprocessing; onRun: () => void }) {
  const reasons = useId();
  const count = state.files.all.value.length;
  const obstacles = obstaclesInWords(state);
  const asking = FLOWS.some((flow) => state.runs.value[flow].asking);
  const ready = count > 0 && obstacles.length === 0 && !asking;
  const run = () => {
    if (!ready) return;
    for (const flow of FLOWS) if (state.filesOf(flow).length > 0) void state.start(flow);
    onRun();
  };
  const started = FLOWS.some((flow) => state.runs.value[flow].id !== null);
  return (
    <div class="run-bar">
      <button type="button" class="primary" aria-disabled={!ready} aria-describedby={reasons} onClick={run}>
        {text.preprocessing.run}
      </button>
      {(count > 0 || started) && (
        <button type="button" class="quiet" onClick={() => state.startOver()}>
          {text.preprocessing.startOver}
        </button>
      )}
      <ul id={reasons} class="reasons small" aria-live="polite">
        {count === 0 && <li>{text.preprocessing.empty}</li>}
        {obstacles.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </div>
  );
}

function Result({ flow, run, clicks }: { flow: Flow; run: Run; clicks: number }) {
  const { job, problem } = useJob(run.id);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (clicks > 0) heading.current?.focus();
  }, [clicks]);
  if (run.id === null && !run.asking && run.problem === null) return null;
  return (
    <section class="result">
      <h2 ref={heading} tabIndex={-1}>
        {text.preprocessing.result(setTitle(flow))}
      </h2>
      {run.problem ? <ProblemNotice problem={run.problem} /> : <JobProgress job={job} problem={problem} />}
      {job && (
        <p class="small">
          <a href={`/riwayat/${job.id}`}>{text.job.openHistory}</a>
        </p>
      )}
      {job?.state === "succeeded" && <PreprocessReport job={job} flow={flow} />}
    </section>
  );
}

export default function PreprocessingPage() {
  const state = preprocessingOf(district.value);
  const [clicks, setClicks] = useState(0);
  const runs = state.runs.value;
  const first = FLOWS.find((flow) => state.filesOf(flow).length > 0);
  return (
    <Page title={text.pages.preprocessing}>
      <p class="lead">{text.preprocessing.lead}</p>
      <FileIntake files={state.files} />
      {state.files.ready.value && (
        <>
          <FileGroups state={state} />
          <RunBar state={state} onRun={() => setClicks(clicks + 1)} />
          {FLOWS.map((flow) => (
            <Result key={flow} flow={flow} run={runs[flow]} clicks={flow === first ? clicks : 0} />
          ))}
          <OtherUploads known={state.files.all.value} />
        </>
      )}
    </Page>
  );
}
