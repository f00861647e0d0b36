// The month that tables are made of, out of those that the data hold, and what to do about months that one flow lacks.
import { FLOWS } from "../checks/file-name";
import type { Period } from "../checks/inspection";
import { periodsInWords } from "../checks/words";
import { monthName } from "../format/date";
import type { Gaps } from "../state/package";
import { gapsOf } from "../tables/periods";
import { text } from "../text/text";
import { Notice } from "./notice";
import { type Choice, RadioChoices } from "./radio-choices";

interface MonthProps {
  /** Newest first. */
  months: readonly Period[];
  chosen: Period;
  onChoose: (period: Period) => void;
}

export function MonthChoice({ months, chosen, onChoose }: MonthProps) {
  const years = [...new Set(months.map(({ year }) => year))];
  const inYear = (year: number) => months.filter((one) => one.year === year);
  const chooseYear = (year: number) => {
    const same = inYear(year).find(({ month }) => month === chosen.month) ?? inYear(year)[0];
    if (same) onChoose(same);
  };
  return (
    <div class="month-choice">
      <label>
        {text.process.year}
        <select value={String(chosen.year)} onChange={(event) => chooseYear(Number(event.currentTarget.value))}>
          {years.map((year) => (
            <option key={year} value={String(year)}>
              {year}
            </option>
          ))}
        </select>
      </label>
      <label>
        {text.process.month}
        <select
          value={String(chosen.month)}
          onChange={(event) => onChoose({ year: chosen.year, month: Number(event.currentTarget.value) })}
        >
          {inYear(chosen.year).map(({ month }) => (
            <option key={month} value={String(month)}>
              {monthName(month)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

export interface Missing {
  ekspor: Period[];
  impor: Period[];
}

export function missingMonths(ekspor: readonly Period[], impor: readonly Period[], until: Period): Missing {
  return { ekspor: gapsOf(impor, ekspor, until), impor: gapsOf(ekspor, impor, until) };
}

export function isMissing({ ekspor, impor }: Missing): boolean {
  return ekspor.length + impor.length > 0;
}

interface GapsProps {
  missing: Missing;
  choice: Gaps | null;
  onChoice: (gaps: Gaps) => void;
}

export function GapsChoice({ missing, choice, onChoice }: GapsProps) {
  const options: Choice<Gaps>[] = [
    { value: "absent", label: text.process.gapsAbsent, hint: text.process.gapsAbsentHint },
    { value: "zero", label: text.process.gapsZero, hint: text.process.gapsZeroHint },
  ];
  if (!isMissing(missing)) return null;
  return (
    <Notice kind={choice === null ? "warning" : "info"} title={text.process.gapsTitle}>
      <ul class="gaps">
        {FLOWS.map(
          (flow) =>
            missing[flow].length > 0 && (
              <li key={flow}>{text.process.gapsOf(text.flows[flow], periodsInWords(missing[flow]))}</li>
            ),
        )}
      </ul>
      <RadioChoices legend={text.process.gapsLead} options={options} choice={choice} onChoice={onChoice} />
    </Notice>
  );
}
