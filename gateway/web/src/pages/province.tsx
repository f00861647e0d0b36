// Provinsi: how far each district is with each month, its jobs, and the month that is worked on at a glance.
import { RefreshCw } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { useAnswer } from "../api/answer";
import type { Province, ProvinceDistrict, ProvinceMonth } from "../api/content";
import { formatTime } from "../format/date";
import { formatWhole } from "../format/number";
import { Notice, ProblemNotice } from "../parts/notice";
import { Page } from "../parts/page";
import { isProvince, session } from "../state/session";
import { text } from "../text/text";
import { type Calendar, spanOf } from "./calendar-words";
import {
  activitiesOf,
  byStage,
  currentMonth,
  dayOf,
  hasReceived,
  isDue,
  madeOf,
  monthInWords,
  placeInWords,
  placeOf,
  stageInWords,
  stageOf,
} from "./province-matrix";
import { provinceJobName } from "./province-words";

const EVERY_MS = 60_000;
const USUAL_MONTHS = 6;

/** Asks again once a minute, while the page is looked at. */
function useMinute(call: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) call();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [call]);
}

/** The month's four activities, with what is under way today. */
function Days({ month, today }: { month: ProvinceMonth; today: string }) {
  const years = [...new Set([month.receipt_on, month.publication_on].map((date) => date.slice(0, 4)))];
  const first = useAnswer<Calendar>(`/calendar?year=${years[0]}`).value;
  const second = useAnswer<Calendar>(years[1] ? `/calendar?year=${years[1]}` : null).value;
  const entries = activitiesOf([first, second], month.month);
  return (
    <ol class="days" aria-label={text.province.days}>
      {entries.map((entry) => {
        const place = placeOf(entry, today);
        return (
          <li
            key={entry.id}
            class={`activity-line ${entry.activity} ${place}`}
            aria-current={place === "now" ? "step" : undefined}
          >
            <strong>{text.calendar.activities[entry.activity]}</strong>
            <br />
            {spanOf(entry.first, entry.last)}
            <br />
            <span class="small">{placeInWords(entry, today)}</span>
          </li>
        );
      })}
    </ol>
  );
}

const COUNTED = ["waiting", "running", "failed"] as const;

function countOf({ jobs }: ProvinceDistrict, what: (typeof COUNTED)[number]): number {
  return what === "failed" ? jobs.failed + jobs.dead : jobs[what];
}

/** Jobs that wait, run and failed, and where. */
function Counts({ districts }: { districts: ProvinceDistrict[] }) {
  return (
    <dl class="counts">
      {COUNTED.map((what) => {
        const there = districts.filter((district) => countOf(district, what) > 0);
        const sum = there.reduce((all, district) => all + countOf(district, what), 0);
        return (
          <div key={what} class={sum > 0 ? what : undefined}>
            <dt>{text.province.countOf[what]}</dt>
            <dd>
              <strong>{formatWhole(sum)}</strong> <span class="small">{there.map(({ name }) => name).join(", ")}</span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

interface GlanceProps {
  province: Province;
  month: ProvinceMonth;
  today: string;
}

function Glance({ province, month, today }: GlanceProps) {
  const received = province.districts.filter((district) => hasReceived(district, month)).length;
  const words = text.province;
  return (
    <section class="panel" aria-labelledby="bulan-berjalan">
      <h2 id="bulan-berjalan">{words.current(monthInWords(month.month))}</h2>
      <Days month={month} today={today} />
      <Counts districts={province.districts} />
      <p>{words.received(formatWhole(received), formatWhole(province.districts.length))}</p>
      <dl class="stages">
        {byStage(province, month.month).map(({ stage, districts }) => (
          <div key={stage} class={`stage stage-${stage}`}>
            <dt>
              {words.stages[stage]}: <strong>{formatWhole(districts.length)}</strong>
            </dt>
            <dd>{districts.map((district) => district.name).join(", ")}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Cell({ district, month, today }: { district: ProvinceDistrict; month: ProvinceMonth; today: string }) {
  const made = madeOf(district, month.month);
  const stage = stageOf(made);
  if (stage === "none" && !isDue(month, today)) return <td>{text.province.notDue}</td>;
  const words = stage === "none" && hasReceived(district, month) ? text.province.inArchive : stageInWords(made);
  return <td class={`stage stage-${stage}`}>{words}</td>;
}

function Matrix({ province, today }: { province: Province; today: string }) {
  const [all, setAll] = useState(false);
  const months = all ? province.months : province.months.slice(0, USUAL_MONTHS);
  return (
    <>
      <h2 id="per-bulan">{text.province.matrix}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section class="scroll" aria-labelledby="per-bulan" tabIndex={0}>
        <table class="list matrix">
          <thead>
            <tr>
              <th scope="col">{text.province.district}</th>
              {months.map((month) => (
                <th key={month.month} scope="col">
                  {monthInWords(month.month)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {province.districts.map((district) => (
              <tr key={district.id}>
                <th scope="row">
                  <a href={`/provinsi/${district.id}`}>{district.name}</a>
                </th>
                {months.map((month) => (
                  <Cell key={month.month} district={district} month={month} today={today} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {!all && province.months.length > USUAL_MONTHS && (
        <p>
          <button type="button" onClick={() => setAll(true)}>
            {text.province.allMonths(formatWhole(province.months.length))}
          </button>
        </p>
      )}
    </>
  );
}

function NewestJobs({ district }: { district: ProvinceDistrict }) {
  if (district.newest.length === 0) return <>{text.province.noJobs}</>;
  return (
    <details>
      <summary>{text.province.newest(formatTime(district.newest[0]?.created_at ?? ""))}</summary>
      <ul>
        {district.newest.map((job) => (
          <li key={job.id}>
            {provinceJobName(job)}: {text.job.states[job.state]}
            {job.by === "" ? "" : `, ${job.by}`}, {formatTime(job.finished_at ?? job.created_at)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Jobs({ districts }: { districts: ProvinceDistrict[] }) {
  const words = text.province;
  return (
    <>
      <h2 id="pekerjaan">{words.jobs}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section class="scroll" aria-labelledby="pekerjaan" tabIndex={0}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{words.district}</th>
              <th scope="col" class="number">
                {words.countOf.waiting}
              </th>
              <th scope="col" class="number">
                {words.countOf.running}
              </th>
              <th scope="col" class="number">
                {words.countOf.failed}
              </th>
              <th scope="col">{words.archive}</th>
              <th scope="col">{words.newestJobs}</th>
            </tr>
          </thead>
          <tbody>
            {districts.map((district) => {
              const failed = countOf(district, "failed");
              const { files, newest_at } = district.library.historis;
              return (
                <tr key={district.id}>
                  <th scope="row">
                    <a href={`/provinsi/${district.id}`}>{district.name}</a>
                  </th>
                  <td class="number">{formatWhole(district.jobs.waiting)}</td>
                  <td class="number">{formatWhole(district.jobs.running)}</td>
                  <td class={failed > 0 ? "number failed" : "number"}>{formatWhole(failed)}</td>
                  <td>{newest_at === null ? words.noFiles : words.files(formatWhole(files), formatTime(newest_at))}</td>
                  <td class="words">
                    <NewestJobs district={district} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </>
  );
}

function State() {
  const { value, problem, asking, reload } = useAnswer<Province>("/province");
  useMinute(reload);
  const today = dayOf(new Date());
  const month = value && currentMonth(value.months, today);
  return (
    <>
      <p>
        <button type="button" aria-busy={asking} onClick={reload}>
          <RefreshCw class="icon" aria-hidden="true" />
          {text.province.refresh}
        </button>
      </p>
      {problem && <ProblemNotice problem={problem} again={reload} />}
      {value === null && !problem && <p>{text.app.loading}</p>}
      {value?.districts.length === 0 && <Notice kind="info">{text.province.noDistricts}</Notice>}
      {value && value.districts.length > 0 && (
        <>
          {!value.complete && <Notice kind="info">{text.province.incomplete}</Notice>}
          {month && <Glance province={value} month={month} today={today} />}
          <Matrix province={value} today={today} />
          <Jobs districts={value.districts} />
        </>
      )}
    </>
  );
}

export default function ProvincePage() {
  const state = session.value;
  const allowed = state.kind !== "open" || isProvince(state.session);
  return (
    <Page title={text.pages.province}>
      <p class="lead">{text.province.lead}</p>
      {allowed ? <State /> : <Notice kind="info">{text.province.notForDistricts}</Notice>}
    </Page>
  );
}
