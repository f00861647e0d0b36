// A job on its way: its phases, its place in the queue and why it waits, and how it ended if not well.
import { CircleCheck, CircleDashed, CircleDot } from "lucide-preact";
import { useState } from "preact/hooks";
import type { Problem } from "../api/problem";
import { stopHint, stopsOf, stopTitle } from "../checks/findings";
import { cancelInWords, jobName, missingParent, type Step, stateInWords, stepsOf } from "../checks/job-words";
import { cancelJob, hasEnded, type Job } from "../state/jobs";
import { text } from "../text/text";
import { Announcer } from "./announcer";
import { Notice, ProblemNotice } from "./notice";

const ICONS = { done: CircleCheck, now: CircleDot, later: CircleDashed };

function StepMark({ step }: { step: Step }) {
  const Icon = ICONS[step.state];
  return (
    <li
      class={`phase ${step.state === "now" ? "current" : step.state}`}
      aria-current={step.state === "now" ? "step" : undefined}
    >
      <Icon class="icon" aria-hidden="true" />
      {step.name}
    </li>
  );
}

function Stopped({ job }: { job: Job }) {
  const stops = stopsOf(job.error);
  if (stops.length === 0) {
    return (
      <Notice kind="error" title={text.job.failed}>
        <p>{job.error?.message}</p>
      </Notice>
    );
  }
  return (
    <Notice kind="error" title={text.job.stopped}>
      <p>{text.job.stoppedHint}</p>
      <dl class="stops">
        {stops.map(({ rule, message }) => (
          <div key={rule}>
            <dt>{stopTitle(rule)}</dt>
            <dd>
              {message}
              {stopHint(rule) !== "" && <p class="small">{stopHint(rule)}</p>}
            </dd>
          </div>
        ))}
      </dl>
    </Notice>
  );
}

function Cancelled({ job }: { job: Job }) {
  const parent = missingParent(job);
  return (
    <Notice kind={parent === "" ? "info" : "warning"}>
      <p>{cancelInWords(job)}</p>
      {parent !== "" && (
        <p>
          <a href={`/riwayat/${parent}`}>{text.job.openParent}</a>
        </p>
      )}
    </Notice>
  );
}

interface Props {
  job: Job | null;
  problem: Problem | null;
}

export function JobProgress({ job, problem }: Props) {
  const [refused, setRefused] = useState<Problem | null>(null);
  const [asked, setAsked] = useState(false);
  const cancel = async () => {
    if (!job || asked) return;
    setAsked(true);
    setRefused(null);
    await cancelJob(job.id).catch((error: Problem) => {
      setAsked(false);
      setRefused(error);
    });
  };
  if (!job) return problem ? <ProblemNotice problem={problem} /> : <p class="job-box loading">{text.job.sending}</p>;
  const ended = hasEnded(job);
  const stopping = asked || job.cancel_asked;
  const { done, total } = job.progress;
  return (
    <div class="job-progress">
      <Announcer>{text.job.ended(jobName(job), text.job.states[job.state])}</Announcer>
      {!ended && (
        <div class="job-box">
          <ol class="phases" aria-label={text.job.steps}>
            {stepsOf(job).map((step) => (
              <StepMark key={step.name} step={step} />
            ))}
          </ol>
          <progress
            {...(total > 0 && job.state === "running" ? { value: done, max: total } : {})}
            aria-label={jobName(job)}
          />
          <p class="job-line">
            <span class="small">{stopping ? text.job.cancelling : stateInWords(job)}</span>
            <button type="button" class="quiet" aria-disabled={stopping} onClick={() => void cancel()}>
              {text.job.cancel}
            </button>
          </p>
        </div>
      )}
      {job.state === "cancelled" && <Cancelled job={job} />}
      {job.state === "failed" && <Stopped job={job} />}
      {refused && <ProblemNotice problem={refused} />}
      {problem && <ProblemNotice problem={problem} />}
    </div>
  );
}
