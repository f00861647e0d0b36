// Months that are in more than one file: what each file has of them, and the officer's choice.
import type { Overlap, OverlapChoice } from "../checks/overlap";
import { formatUsd } from "../checks/words";
import { formatPeriod } from "../format/date";
import { formatWhole } from "../format/number";
import { text } from "../text/text";
import { Notice } from "./notice";
import { type Choice, RadioChoices } from "./radio-choices";
import { ScrollTable } from "./scroll-table";

interface Props {
  overlaps: readonly Overlap[];
  choice: OverlapChoice;
  onChoice: (choice: OverlapChoice) => void;
  onLast: (key: string) => void;
}

interface Column {
  key: string;
  at: number;
  name: string;
}

/** The files of all overlaps, in the order in which they are given. */
function columnsOf(overlaps: readonly Overlap[]): Column[] {
  const seen = new Map<string, Column>();
  for (const { files } of overlaps) for (const { key, at, name } of files) seen.set(key, { key, at, name });
  return [...seen.values()].sort((a, b) => a.at - b.at);
}

function Table({ overlaps, columns, choice, onLast }: Props & { columns: Column[] }) {
  return (
    <ScrollTable label={text.overlap.caption}>
      <table class="overlap-table">
        <caption class="visually-hidden">{text.overlap.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{text.overlap.period}</th>
            {columns.map(({ key, name }, index) => (
              <th key={key} scope="col">
                {name}
                {choice === "latest" && index < columns.length - 1 && (
                  <button
                    type="button"
                    class="quiet small to-last"
                    aria-label={text.overlap.lastOf(name)}
                    onClick={() => onLast(key)}
                  >
                    {text.overlap.last}
                  </button>
                )}
                {choice === "latest" && index === columns.length - 1 && (
                  <span class="small good is-last">{text.overlap.isLast}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {overlaps.map(({ year, month, files }) => (
            <tr key={`${year}-${month}`}>
              <th scope="row">{formatPeriod(year, month)}</th>
              {columns.map(({ key }) => {
                const file = files.find((one) => one.key === key);
                const used = choice === "keep" || (choice === "latest" && files.at(-1)?.key === key);
                return (
                  <td key={key} class={used ? "used" : ""}>
                    {file ? text.overlap.cell(formatWhole(file.rows), formatUsd(file.valueUsd)) : ""}
                    {file && used && <span class="visually-hidden"> ({text.overlap.used})</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
}

export function OverlapPanel(props: Props) {
  const { overlaps, choice, onChoice } = props;
  const columns = columnsOf(overlaps);
  const options: Choice<OverlapChoice>[] = [
    { value: "latest", label: text.overlap.latest, hint: text.overlap.latestHint(columns.at(-1)?.name ?? "") },
    { value: "keep", label: text.overlap.keep, hint: text.overlap.keepHint },
  ];
  return (
    <Notice kind={choice === "stop" ? "warning" : "info"} title={text.overlap.title}>
      <RadioChoices legend={text.overlap.lead} options={options} choice={choice} onChoice={onChoice} />
      <Table {...props} columns={columns} />
    </Notice>
  );
}
