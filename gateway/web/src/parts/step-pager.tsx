// Pages of a list whose length is not counted: the gateway tells where the next one begins.
import { ChevronLeft, ChevronRight } from "lucide-preact";
import { text } from "../text/text";

interface Props {
  /** Where the pages begin that were gone through, the last of them is shown. */
  trail: readonly number[];
  next: number | null;
  onGo: (trail: readonly number[]) => void;
}

export function StepPager({ trail, next, onGo }: Props) {
  if (trail.length === 1 && next === null) return null;
  return (
    <nav class="pager" aria-label={text.pager.label}>
      <button type="button" disabled={trail.length === 1} onClick={() => onGo(trail.slice(0, -1))}>
        <ChevronLeft class="icon" aria-hidden="true" />
        {text.pager.newer}
      </button>
      <button type="button" disabled={next === null} onClick={() => next !== null && onGo([...trail, next])}>
        {text.pager.older}
        <ChevronRight class="icon" aria-hidden="true" />
      </button>
    </nav>
  );
}
