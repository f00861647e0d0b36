// Takes files, dropped anywhere on it or chosen by its button.
import { Upload } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import { text } from "../text/text";

interface Props {
  onFiles: (files: File[]) => void;
  accept?: string;
  hint?: string;
}

export const DATA_FILES = ".sav,.zsav,.por,.dta";

export function DropZone({ onFiles, accept = DATA_FILES, hint = text.upload.dropHint }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    if (files && files.length > 0) onFiles([...files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same for everybody
    <div
      class={over ? "drop-zone over" : "drop-zone"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <Upload class="icon drop-icon" aria-hidden="true" />
      <p class="drop-words">
        <strong>{text.upload.drop}</strong>
        <span class="small">{hint}</span>
      </p>
      <button type="button" onClick={() => input.current?.click()}>
        {text.upload.choose}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        accept={accept}
        class="visually-hidden"
        tabIndex={-1}
        aria-label={text.upload.choose}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
