// A text to be taken elsewhere: shown whole, copied by a button.
import { Check, Copy } from "lucide-preact";
import { useId, useRef, useState } from "preact/hooks";
import { text } from "../text/text";

export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);

  async function copy() {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      // Without leave to write there, the text is at least selected.
    }
  }

  return (
    <div class="copy-field">
      <label for={id}>{label}</label>
      <input id={id} ref={field} type="text" readOnly value={value} onFocus={(e) => e.currentTarget.select()} />
      <button type="button" onClick={() => void copy()}>
        {copied ? <Check class="icon" aria-hidden="true" /> : <Copy class="icon" aria-hidden="true" />}
        <span aria-live="polite">{copied ? text.app.copied : text.app.copy}</span>
      </button>
    </div>
  );
}
