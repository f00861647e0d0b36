// Takes a page's files in, from the computer and from Data Historis. One that is there already is not taken twice.
import { useState } from "preact/hooks";
import type { DataFiles } from "../state/data-files";
import { text } from "../text/text";
import { ArchivePicker } from "./archive-picker";
import { DropZone } from "./drop-zone";
import { Notice } from "./notice";

export function FileIntake({ files, hint = text.upload.dropHint }: { files: DataFiles; hint?: string }) {
  const [known, setKnown] = useState<string[]>([]);
  return (
    <>
      <DropZone hint={hint} onFiles={(added) => setKnown(files.add(added).known)} />
      <ArchivePicker onChoose={(chosen) => setKnown(files.addArchived(chosen).known)} />
      {known.length > 0 && (
        <Notice kind="info">
          <p>{text.upload.known(known.join(", "))}</p>
        </Notice>
      )}
    </>
  );
}
