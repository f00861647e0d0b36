// Files that a district keeps behind the feature code: list, download, remove, and where else they lie.
import { ExternalLink, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { useAnswer } from "../api/answer";
import type { Schemas } from "../api/client";
import { formatTime } from "../format/date";
import { formatBytes, formatWhole } from "../format/number";
import { session } from "../state/session";
import { text } from "../text/text";
import { DownloadLink } from "./download-link";
import { fetchedPart } from "./fetched";
import { Notice, ProblemNotice } from "./notice";
import { RemoveDialog } from "./remove-dialog";

export type Library = Schemas["library"];
type LibraryFile = Library["files"][number];

const LibraryUpload = fetchedPart(() => import("./library-upload"));

export type Kind = "historis" | "publikasi";

interface LineProps {
  /** Below /api/v1, the library. */
  path: string;
  file: LibraryFile;
  onRemove?: ((file: LibraryFile) => void) | undefined;
}

function FileLine({ path, file, onRemove }: LineProps) {
  const about = [formatBytes(file.size), formatTime(file.created_at), file.by].filter((part) => part !== "");
  return (
    <li>
      <span class="shelf-name">
        <strong>{file.name}</strong>
        <span class="small">{about.join(" · ")}</span>
      </span>
      <DownloadLink path={`${path}/${file.id}/data`} label={text.library.download} name={file.name} />
      {onRemove && (
        <button
          type="button"
          class="quiet"
          aria-label={text.remove.of(file.name)}
          title={text.remove.yes}
          onClick={() => onRemove(file)}
        >
          <Trash2 class="icon" aria-hidden="true" />
        </button>
      )}
    </li>
  );
}

interface ShelfProps {
  path: string;
  files: LibraryFile[];
  onRemove?: (file: LibraryFile) => void;
}

export function Shelf({ path, files, onRemove }: ShelfProps) {
  return (
    <>
      <p class="small">{text.library.count(formatWhole(files.length))}</p>
      <ul class="shelf">
        {files.map((file) => (
          <FileLine key={file.id} path={path} file={file} onRemove={onRemove} />
        ))}
      </ul>
    </>
  );
}

function Files({ kind, files, onChange }: { kind: Kind; files: LibraryFile[]; onChange: () => void }) {
  const [removing, setRemoving] = useState<LibraryFile | null>(null);
  if (files.length === 0) return <Notice kind="info">{text.library.empty}</Notice>;
  return (
    <>
      <Shelf path={`/library/${kind}`} files={files} onRemove={setRemoving} />
      {removing && (
        <RemoveDialog
          path={`/library/${kind}/${removing.id}`}
          what={text.library.removeWhat(removing.name)}
          onClose={() => setRemoving(null)}
          onRemoved={() => {
            setRemoving(null);
            onChange();
          }}
        />
      )}
    </>
  );
}

export function LibraryFiles({ kind }: { kind: Kind }) {
  const { value, problem, reload } = useAnswer<Library>(`/library/${kind}`, session.value.kind === "open");
  return (
    <>
      {value?.outside && (
        <p>
          <a class="button primary" href={value.outside} target="_blank" rel="noreferrer">
            <ExternalLink class="icon" aria-hidden="true" />
            {text.library.outside[kind]}
            <span class="visually-hidden">{text.app.newTab}</span>
          </a>
        </p>
      )}
      {problem && <ProblemNotice problem={problem} again={reload} />}
      {value === null ? (
        !problem && <p>{text.app.loading}</p>
      ) : (
        <>
          <Files kind={kind} files={value.files} onChange={reload} />
          <LibraryUpload kind={kind} onUploaded={reload} />
        </>
      )}
    </>
  );
}
