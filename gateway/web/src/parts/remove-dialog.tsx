// Asks whether a file shall be removed, and removes it.
import { useAction } from "../api/action";
import { ask } from "../api/client";
import { Problem } from "../api/problem";
import { text } from "../text/text";
import { Dialog } from "./dialog";
import { ProblemNotice } from "./notice";

interface Props {
  /** The file's, below /api/v1. */
  path: string;
  headers?: Record<string, string>;
  /** What is going to be lost. */
  what: string;
  onClose: () => void;
  onRemoved: () => void;
}

/** Throws Problem. A file that somebody else removed just now is gone, as was wished. */
async function remove(path: string, headers: Record<string, string>): Promise<void> {
  try {
    await ask(path, { method: "DELETE", headers });
  } catch (error) {
    if (!(error instanceof Problem) || (error.status !== 404 && error.status !== 410)) throw error;
  }
}

export function RemoveDialog({ path, headers = {}, what, onClose, onRemoved }: Props) {
  const { act, busy, problem } = useAction(async () => {
    await remove(path, headers);
    onRemoved();
  });
  return (
    <Dialog title={text.remove.title} onClose={onClose}>
      <p>{what}</p>
      {problem && <ProblemNotice problem={problem} />}
      <p class="guides">
        <button type="button" class="danger" disabled={busy} onClick={() => void act()}>
          {text.remove.yes}
        </button>
        <button type="button" onClick={onClose}>
          {text.remove.no}
        </button>
      </p>
    </Dialog>
  );
}
