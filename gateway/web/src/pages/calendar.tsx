// Kalender Kegiatan: what is next, a month or a year of it, and how to have it in one's own calendar.
import { CalendarDays, ChevronLeft, ChevronRight, List } from "lucide-preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { useAnswer } from "../api/answer";
import { ask, patiently } from "../api/client";
import { Problem } from "../api/problem";
import { formatPeriod, monthName } from "../format/date";
import { CopyField } from "../parts/copy-field";
import { fetchedPart } from "../parts/fetched";
import { Notice, ProblemNotice } from "../parts/notice";
import { Page } from "../parts/page";
import { text } from "../text/text";
import {
  byMonth,
  type Calendar,
  type CalendarEntry,
  closedDays,
  inDays,
  type ListItem,
  monthAfter,
  monthEvents,
  ofMonth,
  spanOf,
  withoutYear,
  yearsAround,
} from "./calendar-words";

const MonthView = fetchedPart(() => import("../parts/month-view"));

const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;
const MONTH_NUMBERS = Array.from({ length: 12 }, (_, index) => index + 1);

function inReach(year: number): boolean {
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

/** The calendars of these years, as they come. */
function useYears(years: readonly number[]): { known: ReadonlyMap<number, Calendar>; problem: Problem | null } {
  const [known, setKnown] = useState<ReadonlyMap<number, Calendar>>(new Map());
  const [problem, setProblem] = useState<Problem | null>(null);
  const missing = years.filter((year) => inReach(year) && !known.has(year)).join(",");
  useEffect(() => {
    if (missing === "") return undefined;
    const stop = new AbortController();
    for (const year of missing.split(",").map(Number)) {
      patiently(() => ask<Calendar>("/calendar", { query: { year }, signal: stop.signal }), stop.signal)
        .then((found) => {
          setProblem(null);
          setKnown((before) => new Map(before).set(year, found));
        })
        .catch((error: unknown) => {
          if (error instanceof Problem) setProblem(error);
        });
    }
    return () => stop.abort();
  }, [missing]);
  return { known, problem };
}

function Upcoming({ calendar }: { calendar: Calendar }) {
  const { entry, days } = calendar.next;
  return (
    <section class="panel" aria-label={text.calendar.upcoming}>
      {calendar.current.map((now) => (
        <p key={now.id} class={`activity-line ${now.activity}`}>
          {text.calendar.now} <strong>{now.title}</strong>
          <br />
          {spanOf(now.first, now.last)}. {now.description}
        </p>
      ))}
      <p class={`activity-line ${entry.activity}`}>
        {text.calendar.next} <strong>{entry.title}</strong>, <b>{inDays(days)}</b>
        <br />
        {spanOf(entry.first, entry.last)}. {entry.description}
      </p>
    </section>
  );
}

interface Shown {
  year: number;
  month: number;
}

interface ControlProps {
  shown: Shown;
  today: string;
  listed: boolean;
  onShow: (shown: Shown) => void;
  onList: (listed: boolean) => void;
}

function Controls({ shown, today, listed, onShow, onList }: ControlProps) {
  const move = (steps: number) => {
    const to = monthAfter(shown.year, shown.month, listed ? steps * 12 : steps);
    if (inReach(to.year)) onShow(to);
  };
  return (
    <div class="calendar-controls">
      <button
        type="button"
        aria-label={listed ? text.calendar.yearBefore : text.calendar.monthBefore}
        onClick={() => move(-1)}
      >
        <ChevronLeft class="icon" aria-hidden="true" />
      </button>
      <button
        type="button"
        aria-label={listed ? text.calendar.yearAfter : text.calendar.monthAfter}
        onClick={() => move(1)}
      >
        <ChevronRight class="icon" aria-hidden="true" />
      </button>
      {!listed && (
        <select
          aria-label={text.calendar.month}
          value={shown.month}
          onChange={(e) => onShow({ ...shown, month: Number(e.currentTarget.value) })}
        >
          {MONTH_NUMBERS.map((month) => (
            <option key={month} value={month}>
              {monthName(month)}
            </option>
          ))}
        </select>
      )}
      <input
        class="year"
        type="number"
        aria-label={text.calendar.year}
        min={FIRST_YEAR}
        max={LAST_YEAR}
        value={shown.year}
        onChange={(e) => {
          const year = e.currentTarget.valueAsNumber;
          if (inReach(year)) onShow({ ...shown, year });
          else e.currentTarget.value = String(shown.year);
        }}
      />
      <button
        type="button"
        onClick={() => onShow({ year: Number(today.slice(0, 4)), month: Number(today.slice(5, 7)) })}
      >
        {text.calendar.toToday}
      </button>
      <span class="views">
        <button type="button" aria-pressed={!listed} onClick={() => onList(false)}>
          <CalendarDays class="icon" aria-hidden="true" />
          {text.calendar.monthView}
        </button>
        <button type="button" aria-pressed={listed} onClick={() => onList(true)}>
          <List class="icon" aria-hidden="true" />
          {text.calendar.listView}
        </button>
      </span>
    </div>
  );
}

function EntryLine({ entry, today }: { entry: CalendarEntry; today: string }) {
  const closed = closedDays(entry);
  const isNow = entry.first <= today && today <= entry.last;
  return (
    <li class={`activity-line ${entry.activity}${isNow ? " now" : ""}`} aria-current={isNow ? "date" : undefined}>
      <span class="when">{withoutYear(spanOf(entry.first, entry.last), entry.last)}</span>
      <span>
        <strong>{entry.title}</strong>
        {closed !== "" && <span class="closed-note">{text.calendar.closed(closed)}</span>}
        {entry.moved && <span class="closed-note">{text.calendar.moved(entry.reason ?? "")}</span>}
      </span>
    </li>
  );
}

function Line({ item, today }: { item: ListItem; today: string }) {
  if ("entry" in item) return <EntryLine entry={item.entry} today={today} />;
  return (
    <li class={`activity-line holiday ${item.holiday.kind}`}>
      <span class="when">{withoutYear(spanOf(item.date, item.date), item.date)}</span>
      <span>{item.holiday.name}</span>
    </li>
  );
}

type MonthItems = ReturnType<typeof byMonth>[number];

function Months({ calendar, months }: { calendar: Calendar; months: MonthItems[] }) {
  return (
    <div class="year-list">
      {months.map(({ month, items }) => (
        <section key={month} aria-labelledby={`bulan-${month}`}>
          <h3 id={`bulan-${month}`}>{formatPeriod(calendar.year, month)}</h3>
          <ul>
            {items.map((item) => (
              <Line key={"entry" in item ? item.entry.id : item.date} item={item} today={calendar.today} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** Of this year, the months that are over are folded away. */
function YearList({ calendar }: { calendar: Calendar }) {
  const months = byMonth(calendar);
  const over = Number(calendar.today.slice(0, 4)) === calendar.year ? Number(calendar.today.slice(5, 7)) - 1 : 0;
  return (
    <>
      {over > 0 && (
        <details class="sources">
          <summary>{text.calendar.over}</summary>
          <Months calendar={calendar} months={months.slice(0, over)} />
        </details>
      )}
      <Months calendar={calendar} months={months.slice(over)} />
    </>
  );
}

function MonthList({ calendar, month }: { calendar: Calendar; month: number }) {
  const items = ofMonth(calendar, month);
  return (
    <ul class="month-list" aria-label={formatPeriod(calendar.year, month)}>
      {items.map((item) => (
        <Line key={"entry" in item ? item.entry.id : item.date} item={item} today={calendar.today} />
      ))}
    </ul>
  );
}

function Legend() {
  const names = text.calendar.activities;
  return (
    <ul class="legend">
      {(["penerimaan", "pembuatan", "pemeriksaan", "publikasi"] as const).map((activity) => (
        <li key={activity} class={`activity-line ${activity}`}>
          {names[activity]}
        </li>
      ))}
      <li class="activity-line holiday">{text.calendar.holiday}</li>
    </ul>
  );
}

function Subscribe({ path }: { path: string }) {
  const address = new URL(path, location.href);
  return (
    <section class="panel" aria-labelledby="langganan">
      <h2 id="langganan">{text.calendar.subscribe}</h2>
      <p>{text.calendar.subscribeHow}</p>
      <p class="guides">
        <a class="button primary" href={address.href.replace(/^https?:/, "webcal:")}>
          {text.calendar.subscribeOpen}
        </a>
        <a class="button" href={path} download="Kalender SIPRO.ics">
          {text.calendar.subscribeFile}
        </a>
      </p>
      <CopyField label={text.calendar.subscribeLink} value={address.href} />
    </section>
  );
}

function Sources({ calendar }: { calendar: Calendar }) {
  return (
    <>
      {calendar.note && <Notice kind="info">{calendar.note}</Notice>}
      {calendar.decrees.length > 0 && (
        <details class="sources">
          <summary>{text.calendar.sources(String(calendar.year))}</summary>
          <ul>
            {calendar.decrees.map((decree) => (
              <li key={decree}>{decree}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Board({ now }: { now: Calendar }) {
  const [shown, setShown] = useState<Shown>({ year: now.year, month: Number(now.today.slice(5, 7)) });
  const [listed, setListed] = useState(() => matchMedia("(max-width: 800px)").matches);
  const { known, problem } = useYears(yearsAround(shown.year, listed ? 6 : shown.month));
  const events = useMemo(() => monthEvents(known.values()), [known]);
  const calendar = known.get(shown.year);
  return (
    <section aria-labelledby="kalender-judul">
      <Controls shown={shown} today={now.today} listed={listed} onShow={setShown} onList={setListed} />
      <h2 id="kalender-judul" aria-live="polite">
        {listed ? text.calendar.ofYear(String(shown.year)) : formatPeriod(shown.year, shown.month)}
      </h2>
      <Legend />
      {problem && <ProblemNotice problem={problem} />}
      <div class="calendar-place">
        {listed ? (
          calendar && <YearList calendar={calendar} />
        ) : (
          <>
            <div class="month-place">
              <MonthView year={shown.year} month={shown.month} events={events} />
            </div>
            {calendar && <MonthList calendar={calendar} month={shown.month} />}
          </>
        )}
      </div>
      {calendar && <Sources calendar={calendar} />}
    </section>
  );
}

export default function CalendarPage() {
  const { value, problem, reload } = useAnswer<Calendar>("/calendar");
  return (
    <Page title={text.pages.calendar}>
      <p class="lead">{text.calendar.lead}</p>
      {problem && <ProblemNotice problem={problem} again={reload} />}
      {value === null ? (
        !problem && <p>{text.app.loading}</p>
      ) : (
        <>
          <Upcoming calendar={value} />
          <Board now={value} />
          {value.subscription && <Subscribe path={value.subscription} />}
        </>
      )}
    </Page>
  );
}
