// Pages of a long list: which part is shown, and the ways to the others.
import { ChevronLeft, ChevronRight } from "lucide-preact";
import { formatWhole } from "../format/number";
import { text } from "../text/text";

interface Props {
  offset: number;
  limit: number;
  total: number;
  onOffset: (offset: number) => void;
}

export function Pager({ offset, limit, total, onOffset }: Props) {
  const from = Math.min(total, offset + 1);
  const to = Math.min(total, offset + limit);
  return (
    <nav class="pager" aria-label={text.pager.label}>
      <button type="button" disabled={offset <= 0} onClick={() => onOffset(Math.max(0, offset - limit))}>
        <ChevronLeft class="icon" aria-hidden="true" />
        {text.pager.before}
      </button>
      <span aria-live="polite">{text.pager.shown(formatWhole(from), formatWhole(to), formatWhole(total))}</span>
      <button type="button" disabled={to >= total} onClick={() => onOffset(offset + limit)}>
        {text.pager.after}
        <ChevronRight class="icon" aria-hidden="true" />
      </button>
    </nav>
  );
}
