// "Simpan": keeps a job's data until further notice, and tells until when they are there otherwise.
import { Bookmark } from "lucide-preact";
import { useState } from "preact/hooks";
import { useAction } from "../api/action";
import { keptInWords } from "../checks/job-words";
import { type Job, setKept } from "../state/jobs";
import { text } from "../text/text";
import { ProblemNotice } from "./notice";

export function KeepButton({ job, label }: { job: Job; label?: string }) {
  const [changed, setChanged] = useState<{ from: Job; to: Job } | null>(null);
  // A later poll tells more than our own change.
  const shown = changed?.from === job ? changed.to : job;
  const { act, busy, problem } = useAction(async () =>
    setChanged({ from: job, to: await setKept(job.id, !shown.kept) }),
  );
  return (
    <>
      <button
        type="button"
        class="keep"
        aria-pressed={shown.kept}
        aria-label={label}
        aria-disabled={busy}
        onClick={() => void act()}
      >
        <Bookmark class="icon" aria-hidden="true" />
        {text.keep.button}
      </button>
      <span class="small keep-until">{keptInWords(shown)}</span>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}
