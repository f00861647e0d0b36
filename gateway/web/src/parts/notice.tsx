// Something that the officer should know: what happened, and what to do.
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-preact";
import type { ComponentChildren } from "preact";
import type { Problem } from "../api/problem";
import { text } from "../text/text";

const ICONS = { info: Info, good: CircleCheck, warning: TriangleAlert, error: CircleAlert };

interface Props {
  kind: keyof typeof ICONS;
  title?: string;
  children?: ComponentChildren;
}

export function Notice({ kind, title, children }: Props) {
  const Icon = ICONS[kind];
  return (
    <div class={`notice ${kind}`} role={kind === "error" ? "alert" : undefined}>
      <Icon class="icon" aria-hidden="true" />
      <div>
        {title && <p class="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

interface ProblemProps {
  problem: Problem;
  /** What it came of, where that is not plain to see. */
  title?: string;
  again?: () => void;
}

export function ProblemNotice({ problem, title, again }: ProblemProps) {
  return (
    <Notice kind={problem.passes ? "warning" : "error"} {...(title ? { title } : {})}>
      <p>{problem.message}</p>
      {problem.requestId !== "" && problem.status >= 500 && (
        <p class="small">{text.problem.reference(problem.requestId)}</p>
      )}
      {again && (
        <button type="button" class="quiet" onClick={again}>
          {text.app.retry}
        </button>
      )}
    </Notice>
  );
}
