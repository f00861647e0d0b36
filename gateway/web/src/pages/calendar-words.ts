// How Kalender Kegiatan tells its entries in words, and hands them to the month view.
import type { Schemas } from "../api/client";
import { formatDate, monthName } from "../format/date";
import { text } from "../text/text";

export type Calendar = Schemas["calendar"];
export type CalendarEntry = Schemas["calendar_entry"];
export type CalendarHoliday = Schemas["holiday"];

/** "hari ini", "besok", "3 hari lagi". */
export function inDays(days: number): string {
  if (days <= 0) return text.calendar.today;
  if (days === 1) return text.calendar.tomorrow;
  return text.calendar.inDays(String(days));
}

const DAY_MS = 86_400_000;
const WEEKDAYS = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"] as const;

/** Of "2025-06-03": "Selasa". */
export function weekdayOf(date: string): string {
  return WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? "";
}

/** The day after "2025-02-28": "2025-03-01". */
export function dayAfter(date: string, days = 1): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** "Selasa, 3 Juni 2025", or "29 Mei sampai 1 Juni 2025" of several days. */
export function spanOf(first: string, last: string): string {
  if (first === last) return `${weekdayOf(first)}, ${formatDate(first)}`;
  const [year, month, day] = first.split("-").map(Number);
  const sameYear = first.slice(0, 4) === last.slice(0, 4);
  const sameMonth = first.slice(0, 7) === last.slice(0, 7);
  const from = sameMonth ? `${day}` : `${day} ${monthName(month ?? 1)}${sameYear ? "" : ` ${year}`}`;
  return text.calendar.span(from, formatDate(last));
}

/** A span as said above, under a heading that names the year. */
export function withoutYear(span: string, last: string): string {
  return span.replace(new RegExp(` ${last.slice(0, 4)}$`), "");
}

/** "Kamis 29 Mei (Kenaikan Yesus Kristus), Sabtu 31 Mei": the days on which the office is closed. */
export function closedDays(entry: CalendarEntry): string {
  return entry.off_days
    .map((day) => {
      const date = `${day.weekday} ${withoutYear(formatDate(day.date), day.date)}`;
      return day.holiday ? `${date} (${day.holiday})` : date;
    })
    .join(", ");
}

export interface MonthEvent {
  id: string;
  start: string;
  /** The day after the last. */
  end: string;
  allDay: true;
  title: string;
  classNames: string[];
}

/** What the month view shows: activities, and holidays as events of their own. */
export function monthEvents(calendars: Iterable<Calendar>): MonthEvent[] {
  const events = new Map<string, MonthEvent>();
  for (const calendar of calendars) {
    for (const entry of calendar.entries) {
      events.set(entry.id, {
        id: entry.id,
        start: entry.first,
        end: dayAfter(entry.last),
        allDay: true,
        title: entry.title,
        classNames: ["activity", entry.activity, ...(entry.off_days.length > 0 ? ["closed"] : [])],
      });
    }
    for (const holiday of calendar.holidays) {
      events.set(holiday.date, {
        id: holiday.date,
        start: holiday.date,
        end: dayAfter(holiday.date),
        allDay: true,
        title: holiday.name,
        classNames: ["holiday", holiday.kind],
      });
    }
  }
  return [...events.values()];
}

export type ListItem = { date: string; entry: CalendarEntry } | { date: string; holiday: CalendarHoliday };

function itemsOf(calendar: Calendar): ListItem[] {
  const items: ListItem[] = [
    ...calendar.entries.map((entry) => ({ date: entry.first, entry })),
    ...calendar.holidays.map((holiday) => ({ date: holiday.date, holiday })),
  ];
  return items.sort((one, other) => one.date.localeCompare(other.date));
}

function lastOf(item: ListItem): string {
  return "entry" in item ? item.entry.last : item.date;
}

function monthStart(year: number, month: number): string {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
}

/** What has a day in the month, by first day. */
export function ofMonth(calendar: Calendar, month: number): ListItem[] {
  const start = monthStart(calendar.year, month);
  return itemsOf(calendar).filter((item) => item.date.slice(0, 7) <= start && start <= lastOf(item).slice(0, 7));
}

/** The year by months, each thing in the month in which it begins; what began the year before stands in January. */
export function byMonth(calendar: Calendar): { month: number; items: ListItem[] }[] {
  const items = itemsOf(calendar);
  return Array.from({ length: 12 }, (_, index) => {
    const start = monthStart(calendar.year, index + 1);
    const begins = (item: ListItem) => item.date.slice(0, 7) === start || (index === 0 && item.date < start);
    return { month: index + 1, items: items.filter(begins) };
  });
}

/** Years in which something of the six weeks around a month lies. */
export function yearsAround(year: number, month: number): number[] {
  if (month === 1) return [year - 1, year];
  return month === 12 ? [year, year + 1] : [year];
}

/** The month after (or before) another one. */
export function monthAfter(year: number, month: number, steps: number): { year: number; month: number } {
  const count = year * 12 + (month - 1) + steps;
  return { year: Math.floor(count / 12), month: (((count % 12) + 12) % 12) + 1 };
}
