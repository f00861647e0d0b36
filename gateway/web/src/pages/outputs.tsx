// Tabel Output: all tables that SIPRO makes, and what each shows.
import { useAnswer } from "../api/answer";
import type { OutputTable, OutputTables } from "../api/content";
import { ProblemNotice } from "../parts/notice";
import { Page } from "../parts/page";
import { text } from "../text/text";

const SETS = [
  { set: "ekspor", name: text.outputs.ekspor, href: "/olah/ekspor" },
  { set: "impor", name: text.outputs.impor, href: "/olah/impor" },
  { set: "neraca", name: text.outputs.neraca, href: "/olah/neraca" },
] as const;

function SetTable({ name, id, tables }: { name: string; id: string; tables: OutputTable[] }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{name}</h2>
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{text.outputs.number}</th>
              <th scope="col">{text.outputs.title}</th>
              <th scope="col">{text.outputs.shows}</th>
              <th scope="col">{text.outputs.unit}</th>
            </tr>
          </thead>
          <tbody>
            {tables.map((table) => (
              <tr key={table.id}>
                <td class="number">{table.number}</td>
                <th scope="row">{table.title}</th>
                <td>{table.shows}</td>
                <td class="nowrap">{table.unit}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
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
          <SetTable key={set} id={set} name={name} tables={value.tables.filter((table) => table.set === set)} />
        ))}
    </Page>
  );
}
