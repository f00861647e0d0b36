// Tabel Output: all tables that SIPRO makes, and what each shows.
import { useAnswer } from "../api/answer";
import type { OutputTable, OutputTables } from "../api/content";
import { ProblemNotice } from "../parts/notice";
import { Page } from "../parts/page";
import { text } from "../text/text";

const SETS = [
  { set: "ekspor", name: text.pages.export },
  { set: "impor", name: text.pages.import },
  { set: "neraca", name: text.pages.balance },
] as const;

function SetList({ name, id, tables }: { name: string; id: string; tables: OutputTable[] }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{name}</h2>
      <ol class="outputs">
        {tables.map((table) => (
          <li key={table.id} value={table.number}>
            <strong>{table.title}</strong> <span class="unit">{table.unit}</span>
            <br />
            {table.shows}
          </li>
        ))}
      </ol>
    </section>
  );
}

export default function Outputs() {
  const { value, problem, reload } = useAnswer<OutputTables>("/tables");
  return (
    <Page title={text.pages.outputs}>
      <p class="lead">{text.outputs.lead}</p>
      <p>
        {SETS.map(({ set, name }, index) => (
          <span key={set}>
            {index > 0 && " · "}
            <a href={`#${set}`}>{name}</a>
          </span>
        ))}
      </p>
      {problem && <ProblemNotice problem={problem} again={reload} />}
      {value === null && !problem && <p>{text.app.loading}</p>}
      {value &&
        SETS.map(({ set, name }) => (
          <SetList key={set} id={set} name={name} tables={value.tables.filter((table) => table.set === set)} />
        ))}
    </Page>
  );
}
