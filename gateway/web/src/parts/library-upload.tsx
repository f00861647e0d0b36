// Files on their way into a library; each joins its list as soon as it is up.
import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { byTus } from "../state/sender";
import { session } from "../state/session";
import { Uploads } from "../state/uploads";
import { text } from "../text/text";
import { DATA_FILES, DropZone } from "./drop-zone";
import type { Kind } from "./library";
import { Notice } from "./notice";
import { UploadButtons, UploadLine } from "./upload-line";

const ACCEPTED: Record<Kind, string> = { historis: DATA_FILES, publikasi: ".pdf,.docx,.pptx,.xlsx" };

// They go on while another page is open.
const running = new Map<string, Uploads>();

function uploadsOf(kind: Kind): Uploads {
  const now = session.peek();
  const place = `${kind} ${now.kind === "open" ? now.session.district.id : ""}`;
  const uploads = running.get(place) ?? new Uploads(kind, byTus);
  running.set(place, uploads);
  return uploads;
}

export default function LibraryUpload({ kind, onUploaded }: { kind: Kind; onUploaded: () => void }) {
  const uploads = useRef<Uploads | null>(null);
  uploads.current ??= uploadsOf(kind);
  const queue = uploads.current;
  const [known, setKnown] = useState<string[]>([]);
  const moving = useComputed(() => queue.all.value.filter((one) => one.phase !== "done"));
  useSignalEffect(() => {
    const done = queue.all.value.filter((one) => one.phase === "done");
    if (done.length === 0) return;
    for (const one of done) queue.remove(one.key);
    onUploaded();
  });
  return (
    <section aria-labelledby="tambah">
      <h2 id="tambah">{text.library.add[kind]}</h2>
      <DropZone
        accept={ACCEPTED[kind]}
        hint={text.library.kinds[kind]}
        onFiles={(files) => setKnown(queue.add(files).known)}
      />
      {known.length > 0 && <Notice kind="info">{text.upload.known(known.join(", "))}</Notice>}
      {moving.value.length > 0 && (
        <ul class="shelf">
          {moving.value.map((one) => (
            <li key={one.key}>
              <div class="shelf-name">
                <strong>{one.name}</strong>
                <UploadLine upload={one} />
              </div>
              <UploadButtons
                name={one.name}
                upload={one}
                onPause={() => queue.pause(one.key)}
                onResume={() => queue.resume(one.key)}
                onRemove={() => queue.remove(one.key)}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
