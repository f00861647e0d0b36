// Unfinished uploads of the district that this page knows nothing of.
import { useEffect, useState } from "preact/hooks";
import type { DataFile } from "../checks/data-file";
import { formatTime } from "../format/date";
import { percentOf } from "../format/percent";
import { type UnfinishedElsewhere, unfinishedElsewhere } from "../state/data-files";
import { text } from "../text/text";

export function Elsewhere({ known }: { known: readonly DataFile[] }) {
  const [found, setFound] = useState<UnfinishedElsewhere[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    const stop = new AbortController();
    unfinishedElsewhere(known, stop.signal)
      .then(setFound)
      .catch(() => undefined);
    return () => stop.abort();
  }, []);
  if (found.length === 0) return null;
  return (
    <details class="elsewhere">
      <summary>
        {text.upload.elsewhere} ({found.length})
      </summary>
      <p class="hint">{text.upload.elsewhereHint}</p>
      <ul>
        {found.map((one) => (
          <li key={one.id} class="small">
            {text.upload.elsewhereOne(one.name, percentOf(one.offset, one.size), one.by, formatTime(one.created_at))}
          </li>
        ))}
      </ul>
    </details>
  );
}
