// One file of data in the list: how far it is, what was found in it, what is asked about it.
import { useId } from "preact/hooks";
import {
  asksYear,
  type DataFile,
  flowOf,
  inspectionOf,
  isBad,
  nameSaysOther,
  saysOther,
  yearOf,
  yearText,
} from "../checks/data-file";
import { type Flow, lastYear } from "../checks/file-name";
import { inspectionInWords } from "../checks/words";
import { formatBytes } from "../format/number";
import type { DataFiles } from "../state/data-files";
import { text } from "../text/text";
import { UploadButtons, UploadLine } from "./upload-line";

interface Props {
  file: DataFile;
  files: DataFiles;
  /** The earlier file with the same content. */
  twin?: string | undefined;
  /** Whether the year of a file without TAHUN is asked. */
  years?: boolean;
}

function flowSource(file: DataFile): string {
  if (file.choices.flow) return text.check.flowFromYou;
  return inspectionOf(file)?.flow_hint ? text.check.flowFromData : text.check.flowFromName;
}

function FlowField({ file, files }: Props) {
  const flow = flowOf(file);
  return (
    <label class="file-field">
      {text.check.flow}
      <select
        aria-label={text.check.flowOf(file.name)}
        value={flow ?? ""}
        onChange={(event) => files.choose(file.key, { flow: event.currentTarget.value as Flow, sure: false })}
      >
        {flow === null && <option value="">{text.check.flowUnknown}</option>}
        <option value="ekspor">{text.flows.eksporTitle}</option>
        <option value="impor">{text.flows.imporTitle}</option>
      </select>
      {flow !== null && <span class="small">{flowSource(file)}</span>}
    </label>
  );
}

function YearField({ file, files }: Props) {
  const hint = useId();
  const wrong = yearOf(file) === null;
  return (
    <label class="file-field">
      {text.check.year}
      <input
        type="text"
        inputMode="numeric"
        maxLength={4}
        aria-label={text.check.yearOf(file.name)}
        aria-invalid={wrong}
        aria-describedby={hint}
        value={yearText(file)}
        onInput={(event) => files.choose(file.key, { year: event.currentTarget.value })}
      />
      <span id={hint} class={wrong ? "small bad" : "small"}>
        {wrong ? text.check.yearNeeded(String(lastYear())) : text.check.yearHint}
      </span>
    </label>
  );
}

function Conflict({ file, files }: Props) {
  const flow = flowOf(file);
  const says = saysOther(file);
  const named = nameSaysOther(file);
  if (says === null || flow === null) {
    return named !== null && flow !== null && file.choices.flow === null ? (
      <p class="small warn">{text.check.nameConflict(text.flows[named], text.flows[flow])}</p>
    ) : null;
  }
  return (
    <div>
      <p class="small warn">{text.check.conflict(text.flows[says], text.flows[flow])}</p>
      <label class="check">
        <input
          type="checkbox"
          checked={file.choices.sure}
          onChange={(event) => files.choose(file.key, { sure: event.currentTarget.checked })}
        />
        {text.check.conflictSure(text.flows[flow])}
      </label>
    </div>
  );
}

function Found({ file, files, twin }: Props) {
  if (file.check.kind === "failed") {
    return (
      <>
        <p class="small bad">{file.check.problem.message}</p>
        <button
          type="button"
          class="quiet again"
          aria-label={text.upload.againOf(file.name)}
          onClick={() => files.lookAgain(file.key)}
        >
          {text.upload.again}
        </button>
      </>
    );
  }
  const inspection = inspectionOf(file);
  if (!inspection) {
    return file.upload === null || file.upload.phase === "done" ? (
      <p class="small">{text.check.looking}</p>
    ) : (
      <UploadLine upload={file.upload} />
    );
  }
  return (
    <>
      {inspection.stops.length === 0 && <p class="small">{inspectionInWords(inspection, yearOf(file))}</p>}
      {inspection.stops.map((stop) => (
        <p key={stop.rule} class="small bad">
          {stop.message}
        </p>
      ))}
      {twin !== undefined && <p class="small bad">{text.check.twin(twin)}</p>}
    </>
  );
}

export function DataFileItem({ file, files, twin, years = true }: Props) {
  const looked = file.check.kind === "looked" && file.check.inspection.stops.length === 0;
  const size = file.upload ? formatBytes(file.upload.size) : text.check.archived;
  return (
    <li class="data-file">
      <div class="file-main">
        <p class="data-file-name">
          {file.name} <span class="small">{size}</span>
        </p>
        <div class="file-found">
          <Found file={file} files={files} twin={twin} />
          {looked && <Conflict file={file} files={files} />}
        </div>
      </div>
      <div class="file-fields">
        {!isBad(file) && <FlowField file={file} files={files} />}
        {looked && years && asksYear(file) && <YearField file={file} files={files} />}
      </div>
      <UploadButtons
        name={file.name}
        upload={file.upload}
        onPause={() => files.pause(file.key)}
        onResume={() => files.resume(file.key)}
        onRemove={() => files.remove(file.key)}
      />
    </li>
  );
}
