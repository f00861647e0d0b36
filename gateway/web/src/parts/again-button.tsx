// Asks for a job's work once more, and opens the new job.
import { RotateCw } from "lucide-preact";
import { useLocation } from "preact-iso";
import { useAction } from "../api/action";
import { requestOf } from "../checks/job-request";
import { missingParent } from "../checks/job-words";
import { askForJob, type Job } from "../state/jobs";
import { text } from "../text/text";
import { ProblemNotice } from "./notice";

export function AgainButton({ job, label }: { job: Job; label?: string }) {
  const { route } = useLocation();
  const body = requestOf(job);
  const { act, busy, problem } = useAction(async () => route(`/riwayat/${(await askForJob(body)).id}`));
  if (body === null || missingParent(job) !== "") return null;
  return (
    <>
      <button type="button" aria-label={label} aria-disabled={busy} onClick={() => void act()}>
        <RotateCw class="icon" aria-hidden="true" />
        {text.job.again}
      </button>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}
