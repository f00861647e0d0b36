// How far an upload is, and what can be done about it.
import { Pause, Play, RotateCw, Trash2 } from "lucide-preact";
import { formatBytes } from "../format/number";
import { percentOf } from "../format/percent";
import type { Upload } from "../state/upload-machine";
import { text } from "../text/text";

export function uploadInWords({ phase, sent, size, problem }: Upload): string {
  const percent = percentOf(sent, size);
  switch (phase) {
    case "waiting":
      return text.upload.waiting;
    case "sending":
      return text.upload.sending(percent, formatBytes(size));
    case "paused":
      return text.upload.paused(percent);
    case "broken":
      return problem && problem.status > 0 ? problem.message : text.upload.broken(percent);
    case "signed-out":
      return text.upload.signedOut(percent);
    case "refused":
      return problem?.message ?? text.problem.unexpected;
    case "lost":
      return text.upload.lost(percent);
    case "done":
      return text.upload.done;
  }
}

export function UploadLine({ upload }: { upload: Upload }) {
  const words = uploadInWords(upload);
  const tone = upload.phase === "refused" ? "bad" : upload.phase === "lost" || upload.phase === "broken" ? "warn" : "";
  return (
    <div class="upload-line">
      {upload.phase !== "refused" && (
        <progress
          max={Math.max(upload.size, 1)}
          value={upload.sent}
          aria-label={text.upload.progressOf(upload.name)}
          class={upload.phase === "done" ? "full" : ""}
        />
      )}
      <p class={`small ${tone}`}>{words}</p>
      {upload.problem?.code === "quota_used_up" && <p class="small">{text.upload.noRoomHint}</p>}
    </div>
  );
}

/** A file that is no data, or too large, stays so; a full storage may be emptied. */
function mayChange(upload: Upload | null): boolean {
  const status = upload?.problem?.status ?? 0;
  return status !== 413 && status !== 415 && status !== 422;
}

interface ButtonsProps {
  name: string;
  upload: Upload | null;
  onPause: () => void;
  onResume: () => void;
  onRemove: () => void;
}

export function UploadButtons({ name, upload, onPause, onResume, onRemove }: ButtonsProps) {
  const phase = upload?.phase;
  const moves = phase === "waiting" || phase === "sending" || phase === "broken";
  return (
    <div class="file-buttons">
      {moves && (
        <button type="button" class="quiet" aria-label={text.upload.pauseOf(name)} onClick={onPause}>
          <Pause class="icon" aria-hidden="true" />
          <span class="wide-only">{text.upload.pause}</span>
        </button>
      )}
      {phase === "paused" && (
        <button type="button" class="quiet" aria-label={text.upload.resumeOf(name)} onClick={onResume}>
          <Play class="icon" aria-hidden="true" />
          <span class="wide-only">{text.upload.resume}</span>
        </button>
      )}
      {phase === "refused" && mayChange(upload) && (
        <button type="button" class="quiet" aria-label={text.upload.againOf(name)} onClick={onResume}>
          <RotateCw class="icon" aria-hidden="true" />
          <span class="wide-only">{text.upload.again}</span>
        </button>
      )}
      <button type="button" class="quiet" aria-label={text.upload.removeOf(name)} onClick={onRemove}>
        <Trash2 class="icon" aria-hidden="true" />
        <span class="wide-only">{text.upload.remove}</span>
      </button>
    </div>
  );
}
