// Where something is looked for while it is typed.
import { Search } from "lucide-preact";
import { useId } from "preact/hooks";

interface Props {
  label: string;
  hint?: string;
  value: string;
  onInput: (value: string) => void;
}

export function SearchField({ label, hint, value, onInput }: Props) {
  const id = useId();
  return (
    <div class="search-field">
      <label for={id}>{label}</label>
      <span class="search-box">
        <Search class="icon" aria-hidden="true" />
        <input
          id={id}
          type="search"
          value={value}
          maxLength={200}
          autocomplete="off"
          spellcheck={false}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onInput={(e) => onInput(e.currentTarget.value)}
        />
      </span>
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
