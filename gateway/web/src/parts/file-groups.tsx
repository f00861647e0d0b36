// The files of a page by flow, with what is asked about them, and all that is in the way of a job on them.
import { type DataFile, isBad, lookedOf } from "../checks/data-file";
import { FLOWS, type Flow } from "../checks/file-name";
import { overlapsOf, twinsOf } from "../checks/overlap";
import { obstaclesOf } from "../checks/readiness";
import { formatWhole } from "../format/number";
import type { Collection } from "../state/collection";
import { text } from "../text/text";
import { DataFileItem } from "./data-file-item";
import { OverlapPanel } from "./overlap-panel";

function FileList({ state, files }: { state: Collection; files: readonly DataFile[] }) {
  const twins = twinsOf(lookedOf(files));
  return (
    <ul class="data-files">
      {files.map((file) => (
        <DataFileItem key={file.key} file={file} files={state.files} twin={twins.get(file.key)?.inspection.name} />
      ))}
    </ul>
  );
}

function FlowGroup({ state, flow }: { state: Collection; flow: Flow }) {
  const files = state.filesOf(flow);
  if (files.length === 0) return null;
  const overlaps = overlapsOf(lookedOf(files));
  return (
    <section>
      <h2>{text.preprocessing.filesOf(text.flows[flow], formatWhole(files.length))}</h2>
      <FileList state={state} files={files} />
      {overlaps.length > 0 && (
        <OverlapPanel
          overlaps={overlaps}
          choice={state.files.overlap[flow]}
          onChoice={(choice) => state.files.chooseOverlap(flow, choice)}
          onLast={(key) => state.files.moveLast(key)}
        />
      )}
    </section>
  );
}

function UnknownGroup({ state }: { state: Collection }) {
  const files = state.filesOf(null);
  if (files.length === 0) return null;
  // Of a file that is none nobody asks for its flow.
  const asked = files.some((file) => !isBad(file));
  return (
    <section>
      <h2>{asked ? text.preprocessing.filesUnknown : text.preprocessing.filesUnusable}</h2>
      {asked && <p class="hint">{text.preprocessing.filesUnknownHint}</p>}
      <FileList state={state} files={files} />
    </section>
  );
}

export function FileGroups({ state }: { state: Collection }) {
  return (
    <>
      <UnknownGroup state={state} />
      {FLOWS.map((flow) => (
        <FlowGroup key={flow} state={state} flow={flow} />
      ))}
    </>
  );
}

/** Everything that is in the way, for all flows, in words and each once. */
export function obstaclesInWords(state: Collection): string[] {
  const words = FLOWS.flatMap((flow) => obstaclesOf(state.filesOf(flow), state.files.overlap[flow])).map(
    (obstacle) => text.preprocessing.obstacles[obstacle],
  );
  const unknown = state.filesOf(null);
  if (unknown.length > 0) {
    words.push(...obstaclesOf(unknown, "keep").map((obstacle) => text.preprocessing.obstacles[obstacle]));
    if (unknown.some((file) => !isBad(file))) words.push(text.preprocessing.obstacles.unknown);
  }
  return [...new Set(words)];
}
