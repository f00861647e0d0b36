// A page's name: as its heading, and in the browser's tab.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { text } from "../text/text";

export function Page({ title, children }: { title: string; children: ComponentChildren }) {
  useEffect(() => {
    document.title = title === text.app.name ? title : `${title} · ${text.app.name}`;
  }, [title]);
  return (
    <>
      <h1>{title}</h1>
      {children}
    </>
  );
}
