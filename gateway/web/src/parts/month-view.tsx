// A month as a grid of days, drawn by the calendar library; loaded by those who look at one. The grid is for the eye
// only: it has the roles of a table without its rows, so the same is told in a list beside it.
import { createCalendar, DayGrid, destroyCalendar } from "@event-calendar/core";
import { useEffect, useRef } from "preact/hooks";
import type { MonthEvent } from "../pages/calendar-words";

interface Props {
  year: number;
  month: number;
  events: MonthEvent[];
}

type Grid = ReturnType<typeof createCalendar>;

function firstOf(year: number, month: number): string {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-01`;
}

export default function MonthView({ year, month, events }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const grid = useRef<Grid | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what changes is set below
  useEffect(() => {
    if (!place.current) return undefined;
    const made = createCalendar(place.current, [DayGrid], {
      view: "dayGridMonth",
      date: firstOf(year, month),
      events,
      headerToolbar: { start: "", center: "", end: "" },
      locale: "id",
      firstDay: 1,
      dayHeaderFormat: { weekday: "long" },
    });
    grid.current = made;
    return () => {
      grid.current = null;
      void destroyCalendar(made);
    };
  }, []);
  useEffect(() => {
    grid.current?.setOption("date", firstOf(year, month));
  }, [year, month]);
  useEffect(() => {
    grid.current?.setOption("events", events);
  }, [events]);
  return <div ref={place} class="month-view" aria-hidden="true" />;
}
