// Beranda: what SIPRO is, the month's steps, what is next, and the ways to everything that is looked up.
import { Archive, BookOpen, CirclePlay, Hash, Newspaper, Table2 } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useAnswer } from "../api/answer";
import { formatBytes } from "../format/number";
import { Page } from "../parts/page";
import { session } from "../state/session";
import { text } from "../text/text";
import { type Calendar, inDays, spanOf } from "./calendar-words";

/** The bytes of handbook.pdf and tutorial.mp4, where they were there when the pages were built. */
declare const GUIDES: Readonly<Record<string, number>>;

function GuideSize({ name }: { name: string }) {
  return <span class="guide-size">{formatBytes(GUIDES[name] ?? 0)}</span>;
}

function Guides() {
  if (Object.keys(GUIDES).length === 0) return null;
  return (
    <p class="guides">
      {"handbook.pdf" in GUIDES && (
        <a class="button primary" href="/handbook.pdf" download="Handbook SIPRO.pdf">
          <BookOpen class="icon" aria-hidden="true" />
          {text.home.handbook}
          <GuideSize name="handbook.pdf" />
        </a>
      )}
      {"tutorial.mp4" in GUIDES && (
        <a class="button" href="/tutorial.mp4" target="_blank" rel="noreferrer">
          <CirclePlay class="icon" aria-hidden="true" />
          {text.home.video}
          <GuideSize name="tutorial.mp4" />
          <span class="visually-hidden">{text.app.newTab}</span>
        </a>
      )}
    </p>
  );
}

/** On these days something is under way, and the place of one more line is kept. */
function isBusyDay(day: number): boolean {
  return day >= 28 || day <= 3;
}

function Upcoming() {
  const { value, problem } = useAnswer<Calendar>("/calendar");
  return (
    <section
      class={isBusyDay(new Date().getDate()) ? "panel upcoming busy" : "panel upcoming"}
      aria-labelledby="berikutnya"
    >
      <h2 id="berikutnya">{text.home.upcoming}</h2>
      <div class="upcoming-lines">
        {value === null ? (
          <p>{problem ? problem.message : text.app.loading}</p>
        ) : (
          <>
            {value.current.map((entry) => (
              <p key={entry.id} class={`activity-line ${entry.activity}`}>
                <strong>{entry.title}</strong>
                <br />
                {text.home.now(spanOf(entry.first, entry.last))}
              </p>
            ))}
            <p class={`activity-line ${value.next.entry.activity}`}>
              <strong>{value.next.entry.title}</strong>
              <br />
              {spanOf(value.next.entry.first, value.next.entry.last)}, <b>{inDays(value.next.days)}</b>
            </p>
          </>
        )}
      </div>
      <p>
        <a href="/kalender">{text.home.toCalendar}</a>
      </p>
    </section>
  );
}

function Step({ title, href, children }: { title: string; href?: string; children: ComponentChildren }) {
  return (
    <li>
      <strong>{href ? <a href={href}>{title}</a> : title}</strong>
      <br />
      {children}
    </li>
  );
}

function Steps() {
  const words = text.home.steps;
  return (
    <section class="panel" aria-labelledby="langkah">
      <h2 id="langkah">{text.home.stepsTitle}</h2>
      <p class="shortcut">
        <a class="button primary" href="/paket">
          {text.pages.package}
        </a>
        <span>{words.shortcut}</span>
      </p>
      <ol class="steps">
        <Step title={words.receive} href="/data-historis">
          {words.receiveHow}
        </Step>
        <Step title={text.pages.preprocessing} href="/preprocessing">
          {words.preprocessHow}
        </Step>
        <Step title={text.pages.process} href="/olah">
          {words.processHow}
        </Step>
        <Step title={words.publish} href="/publikasi">
          {words.publishHow}
        </Step>
      </ol>
    </section>
  );
}

const CARDS = [
  { href: "/data-historis", name: text.pages.archive, about: text.home.archive, icon: Archive },
  { href: "/tabel-output", name: text.pages.outputs, about: text.home.outputs, icon: Table2 },
  { href: "/publikasi", name: text.pages.publications, about: text.home.publications, icon: Newspaper },
  { href: "/kode-hs", name: text.pages.commodities, about: text.home.commodities, icon: Hash },
] as const;

function Cards() {
  return (
    <ul class="cards">
      {CARDS.map(({ href, name, about, icon: Icon }) => (
        <li key={href}>
          <a href={href}>
            <Icon class="icon" aria-hidden="true" />
            <strong>{name}</strong>
            <span>{about}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

export default function Home() {
  const state = session.value;
  const office = state.kind === "open" ? state.session.district.name : "";
  return (
    <Page title={text.home.welcome}>
      <p class="lead">{text.home.lead(office)}</p>
      <Guides />
      <div class="home-columns">
        <Steps />
        <div>
          <Upcoming />
          <Cards />
        </div>
      </div>
    </Page>
  );
}
