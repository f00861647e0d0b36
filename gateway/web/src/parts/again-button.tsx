// Asks for a job's work once more, and opens the new job.
import { RotateCw } from "lucide-preact";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Problem } from "../api/problem";
import { requestOf } from "../checks/job-request";
import { missingParent } from "../checks/job-words";
import { askForJob, type Job } from "../state/jobs";
import { text } from "../text/text";
import { ProblemNotice } from "./notice";

export function AgainButton({ job, label }: { job: Job; label?: string }) {
  const { route } = useLocation();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const body = requestOf(job);
  if (body === null || missingParent(job) !== "") return null;
  const run = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const { id } = await askForJob(body);
      route(`/riwayat/${id}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" aria-label={label} aria-disabled={busy} onClick={() => void run()}>
        <RotateCw class="icon" aria-hidden="true" />
        {text.job.again}
      </button>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}
