// Tabel Output: all tables that SIPRO makes, and what each shows.
import { useAnswer } from "../api/answer";
import type { OutputTable, OutputTables } from "../api/content";
import { ProblemNotice } from "../parts/notice";
import { Page } from "../parts/page";
import { setTitle, TABLE_SETS, type TableSet } from "../tables/sets";
import { text } from "../text/text";

function SetList({ set, tables }: { set: TableSet; tables: OutputTable[] }) {
  return (
    <section aria-labelledby={set}>
      <h2 id={set}>{setTitle(set)}</h2>
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
        {TABLE_SETS.map((set, index) => (
          <span key={set}>
            {index > 0 && " · "}
            <a href={`#${set}`}>{setTitle(set)}</a>
          </span>
        ))}
      </p>
      {problem && <ProblemNotice problem={problem} again={reload} />}
      {value === null && !problem && <p>{text.app.loading}</p>}
      {value &&
        TABLE_SETS.map((set) => (
          <SetList key={set} set={set} tables={value.tables.filter((table) => table.set === set)} />
        ))}
    </Page>
  );
}
