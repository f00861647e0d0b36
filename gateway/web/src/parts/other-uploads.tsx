// The district's uploads that stand in no list of this page: what is on its way elsewhere, and what earlier work left behind.
import { Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { useAnswer } from "../api/answer";
import type { Schemas } from "../api/client";
import type { DataFile } from "../checks/data-file";
import { type ListedUpload, otherUploads } from "../checks/other-uploads";
import { formatTime } from "../format/date";
import { formatBytes, formatWhole } from "../format/number";
import { percentOf } from "../format/percent";
import { session } from "../state/session";
import { text } from "../text/text";
import { RemoveDialog } from "./remove-dialog";

const TUS = { "Tus-Resumable": "1.0.0" };

function Line({ upload, onRemove }: { upload: ListedUpload; onRemove: () => void }) {
  const { name, size, offset, finished, created_at, by } = upload;
  const about = [formatBytes(size), formatTime(created_at), by].filter((part) => part !== "");
  if (!finished) about.push(text.upload.unfinished(percentOf(offset, size)));
  return (
    <li>
      <span class="shelf-name">
        <strong>{name}</strong>
        <span class="small">{about.join(" · ")}</span>
      </span>
      <button type="button" class="quiet" aria-label={text.remove.of(name)} title={text.remove.yes} onClick={onRemove}>
        <Trash2 class="icon" aria-hidden="true" />
      </button>
    </li>
  );
}

export function OtherUploads({ known }: { known: readonly DataFile[] }) {
  // What leaves the page's list is still at the gateway.
  const { value, reload } = useAnswer<Schemas["uploads"]>("/uploads", `${session.value.kind} ${known.length}`);
  const [removing, setRemoving] = useState<ListedUpload | null>(null);
  const others = otherUploads(value?.uploads ?? [], known);
  if (others.length === 0) return null;
  const bytes = others.reduce((sum, one) => sum + one.size, 0);
  return (
    <details class="other-uploads">
      <summary>{text.upload.others(formatWhole(others.length), formatBytes(bytes))}</summary>
      <p class="hint">{text.upload.othersHint}</p>
      <ul class="shelf">
        {others.map((one) => (
          <Line key={one.id} upload={one} onRemove={() => setRemoving(one)} />
        ))}
      </ul>
      {removing && (
        <RemoveDialog
          path={`/uploads/${removing.id}`}
          headers={TUS}
          what={text.upload.removeWhat(removing.name)}
          onClose={() => setRemoving(null)}
          onRemoved={() => {
            setRemoving(null);
            reload();
          }}
        />
      )}
    </details>
  );
}
