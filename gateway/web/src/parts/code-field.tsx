// A code that is typed: hidden, or shown on demand; and how a refused one is told.
import { useId, useState } from "preact/hooks";
import type { Problem } from "../api/problem";
import { text } from "../text/text";
import { Notice, ProblemNotice } from "./notice";

interface Props {
  label: string;
  value: string;
  wrong: boolean;
  autocomplete: "current-password" | "off";
  onInput: (value: string) => void;
}

export function CodeField({ label, value, wrong, autocomplete, onInput }: Props) {
  const [shown, setShown] = useState(false);
  const id = useId();
  return (
    <>
      <label for={id}>{label}</label>
      <input
        id={id}
        type={shown ? "text" : "password"}
        value={value}
        required
        maxLength={200}
        autocomplete={autocomplete}
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={wrong}
        onInput={(e) => onInput(e.currentTarget.value)}
      />
      <label class="check">
        <input type="checkbox" checked={shown} onChange={(e) => setShown(e.currentTarget.checked)} />
        {text.code.show}
      </label>
    </>
  );
}

/** `left`: seconds that still have to pass. The seconds are not read out one by one. */
export function CodeProblem({ problem, left }: { problem: Problem | null; left: number }) {
  if (problem === null) return null;
  if (problem.status !== 429) return <ProblemNotice problem={problem} />;
  if (left === 0) return <Notice kind="info">{text.code.mayTry}</Notice>;
  // The other reason is that too many ask from one address, whatever they ask for.
  const grows = problem.code === "too_many_attempts";
  return (
    <Notice kind="warning" title={grows ? text.code.tooMany : text.code.flood}>
      <p>{text.code.wait(String(left))}</p>
      {grows && <p>{text.code.grows}</p>}
      <p class="visually-hidden" role="alert">
        {text.code.wait(String(problem.retryAfter))}
      </p>
    </Notice>
  );
}
