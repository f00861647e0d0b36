// What is fetched when it is first shown, and what stands in its place where that is not to be had: over a broken link, or
// in a page that was open while SIPRO was upgraded.
import type { ComponentType } from "preact";
import { lazy } from "preact-iso";
import { text } from "../text/text";
import { Notice } from "./notice";
import { Page } from "./page";

/** Only a new start makes a browser fetch again what it could not have. */
function Reload() {
  return (
    <>
      <p>{text.app.crashedHint}</p>
      <button type="button" onClick={() => location.reload()}>
        {text.app.reload}
      </button>
    </>
  );
}

export function CrashedPage() {
  return (
    <Page title={text.app.crashed}>
      <Reload />
    </Page>
  );
}

function CrashedPart() {
  return (
    <Notice kind="error" title={text.app.crashedPart}>
      <Reload />
    </Notice>
  );
}

export function fetchedPage(load: () => Promise<ComponentType>): ComponentType {
  return lazy(() => load().catch(() => CrashedPage));
}

export function fetchedPart<Props>(load: () => Promise<{ default: ComponentType<Props> }>): ComponentType<Props> {
  return lazy<ComponentType<Props>>(() => load().catch(() => ({ default: CrashedPart })));
}
