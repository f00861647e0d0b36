// Months whose values a delivery changed.
import { useAnswer } from "../api/answer";
import { type Revisions as Found, sortRevisions } from "../checks/revisions";
import { periodsInWords } from "../checks/words";
import { formatPeriod, formatTime } from "../format/date";
import { formatValue } from "../format/number";
import { session } from "../state/session";
import { text } from "../text/text";
import { ProblemNotice } from "./notice";
import { ScrollTable } from "./scroll-table";

function Changed({ found }: { found: Found }) {
  const { changed, added, removed } = sortRevisions(found);
  return (
    <>
      {changed.length === 0 && <p>{text.revisions.unchanged}</p>}
      {changed.length > 0 && (
        <ScrollTable label={text.revisions.caption}>
          <table class="plain-table">
            <caption class="visually-hidden">{text.revisions.caption}</caption>
            <thead>
              <tr>
                <th scope="col">{text.revisions.period}</th>
                <th scope="col" class="number">
                  {text.revisions.before}
                </th>
                <th scope="col" class="number">
                  {text.revisions.now}
                </th>
                <th scope="col" class="number">
                  {text.revisions.difference}
                </th>
                <th scope="col" class="number">
                  {text.revisions.percent}
                </th>
              </tr>
            </thead>
            <tbody>
              {changed.map((one) => (
                <tr key={`${one.year}-${one.month}`}>
                  <th scope="row">{formatPeriod(one.year, one.month)}</th>
                  <td class="number">{formatValue(one.before_usd)}</td>
                  <td class="number">{formatValue(one.now_usd)}</td>
                  <td class="number">{formatValue(one.difference_usd)}</td>
                  <td class="number">{formatValue(one.percent)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollTable>
      )}
      {added.length > 0 && <p class="small">{text.revisions.added(periodsInWords(added))}</p>}
      {removed.length > 0 && <p class="small warn">{text.revisions.removed(periodsInWords(removed))}</p>}
    </>
  );
}

export function Revisions({ job }: { job: string }) {
  const { value: found, problem, reload } = useAnswer<Found>(`/jobs/${job}/revisi`, session.value.kind);
  if (!found && !problem) return null;
  return (
    <section>
      <h3>{text.revisions.title}</h3>
      {problem && !found && <ProblemNotice problem={problem} again={reload} />}
      {found?.against === null && <p>{text.revisions.none}</p>}
      {found?.against && (
        <p class="hint">
          <a href={`/riwayat/${found.against.job}`}>
            {text.revisions.against(formatTime(found.against.created_at), found.against.by)}
          </a>
        </p>
      )}
      {found?.against && <Changed found={found} />}
    </section>
  );
}
