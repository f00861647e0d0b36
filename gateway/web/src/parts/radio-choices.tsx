// One of a few, each with a line that says what it does.
import { useId } from "preact/hooks";

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  hint: string;
}

interface Props<Value extends string> {
  legend: string;
  options: readonly Choice<Value>[];
  choice: Value | null;
  onChoice: (value: Value) => void;
}

export function RadioChoices<Value extends string>({ legend, options, choice, onChoice }: Props<Value>) {
  const group = useId();
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.map(({ value, label, hint }) => (
        <div key={value}>
          <label class="check">
            <input
              type="radio"
              name={group}
              checked={choice === value}
              aria-describedby={`${group}-${value}`}
              onChange={() => onChoice(value)}
            />
            {label}
          </label>
          <p id={`${group}-${value}`} class="hint">
            {hint}
          </p>
        </div>
      ))}
    </fieldset>
  );
}
