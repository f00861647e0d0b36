// Head, menu and main part of every page.
import { LogOut, Menu, X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useAction } from "../api/action";
import { isProvince, logOut, type Session } from "../state/session";
import { text } from "../text/text";
import { ProblemNotice } from "./notice";

interface Place {
  href: string;
  name: string;
  province?: boolean;
}

const PLACES: readonly Place[] = [
  { href: "/", name: text.pages.home },
  { href: "/preprocessing", name: text.pages.preprocessing },
  { href: "/olah", name: text.pages.process },
  { href: "/paket", name: text.pages.package },
  { href: "/riwayat", name: text.pages.history },
  { href: "/kalender", name: text.pages.calendar },
  { href: "/faq", name: text.pages.faq },
  { href: "/provinsi", name: text.pages.province, province: true },
];

function isHere(path: string, href: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}

function MenuList({ session, path }: { session: Session | null; path: string }) {
  const shown = PLACES.filter((place) => !place.province || isProvince(session));
  return (
    <ul>
      {shown.map((place) => (
        <li key={place.href}>
          <a href={place.href} aria-current={isHere(path, place.href) ? "page" : undefined}>
            {place.name}
          </a>
        </li>
      ))}
    </ul>
  );
}

export function Frame({ session, children }: { session: Session | null; children: ComponentChildren }) {
  const { path } = useLocation();
  const [open, setOpen] = useState(false);
  const { act: leave, problem: stillIn } = useAction(logOut);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the address is a new page
  useEffect(() => {
    setOpen(false);
    if (!first.current) main.current?.focus();
    first.current = false;
  }, [path]);
  return (
    <>
      <a class="skip" href="#isi">
        {text.app.skip}
      </a>
      <header class="head">
        <button
          type="button"
          class="menu-button"
          aria-expanded={open}
          aria-controls="menu"
          onClick={() => setOpen(!open)}
        >
          {open ? <X class="icon" aria-hidden="true" /> : <Menu class="icon" aria-hidden="true" />}
          <span class="visually-hidden">{open ? text.app.close : text.app.menu}</span>
        </button>
        <a class="brand" href="/" aria-label={text.app.name}>
          <img src="/sipro.svg" alt="" width="32" height="32" />
          <span>{text.app.name}</span>
        </a>
        <div class="who">
          <span class="office">{session?.district.name}</span>
          {session?.name && <span class="officer">{session.name}</span>}
        </div>
        <button type="button" class="quiet" onClick={() => void leave()}>
          <LogOut class="icon" aria-hidden="true" />
          <span class="wide-only">{text.app.signOut}</span>
          <span class="visually-hidden narrow-only">{text.app.signOut}</span>
        </button>
      </header>
      <nav id="menu" class={open ? "menu open" : "menu"} aria-label={text.app.menu}>
        <MenuList session={session} path={path} />
      </nav>
      <main id="isi" ref={main} tabIndex={-1}>
        {stillIn && <ProblemNotice title={text.app.stillIn} problem={stillIn} again={() => void leave()} />}
        {children}
      </main>
    </>
  );
}
