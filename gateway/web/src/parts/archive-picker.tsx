// Chooses files of Data Historis, to be used as they lie there: nothing is downloaded and sent again.
import { Archive } from "lucide-preact";
import { useState } from "preact/hooks";
import { useAnswer } from "../api/answer";
import type { Schemas } from "../api/client";
import { formatTime } from "../format/date";
import { formatBytes } from "../format/number";
import { text } from "../text/text";
import { Dialog } from "./dialog";
import { FeatureGate } from "./feature-gate";
import { Notice, ProblemNotice } from "./notice";

type Library = Schemas["library"];
type LibraryFile = Library["files"][number];
type Choose = (files: LibraryFile[]) => void;

function Choices({ onChoose }: { onChoose: Choose }) {
  const { value, problem, reload } = useAnswer<Library>("/library/historis");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const toggle = (id: string) =>
    setChosen((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id]));
  if (problem) return <ProblemNotice problem={problem} again={reload} />;
  if (!value) return <p class="loading">{text.app.loading}</p>;
  if (value.files.length === 0) {
    return (
      <Notice kind="info">
        <p>{text.archivePicker.none}</p>
      </Notice>
    );
  }
  return (
    <>
      <ul class="picker">
        {value.files.map(({ id, name, size, created_at }) => (
          <li key={id}>
            <label class="check">
              <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} />
              <span>
                {name} <span class="small">{`${formatBytes(size)}, ${formatTime(created_at)}`}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="primary"
        disabled={chosen.length === 0}
        onClick={() => onChoose(value.files.filter(({ id }) => chosen.includes(id)))}
      >
        {text.archivePicker.take}
      </button>
    </>
  );
}

export function ArchivePicker({ onChoose }: { onChoose: Choose }) {
  const [open, setOpen] = useState(false);
  const choose: Choose = (files) => {
    setOpen(false);
    onChoose(files);
  };
  return (
    <>
      <button type="button" class="quiet" onClick={() => setOpen(true)}>
        <Archive class="icon" aria-hidden="true" />
        {text.archivePicker.open}
      </button>
      {open && (
        <Dialog title={text.pages.archive} onClose={() => setOpen(false)}>
          <FeatureGate what={text.pages.archive}>
            <Choices onChoose={choose} />
          </FeatureGate>
        </Dialog>
      )}
    </>
  );
}
