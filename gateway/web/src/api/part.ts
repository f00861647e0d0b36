// Parts of the pages that come when they are first wanted.
import { patiently } from "./client";
import { offline, problemOf } from "./problem";

/** Whether the service has the pages of another version by now. Throws Problem while it is away. */
async function replaced(): Promise<boolean> {
  const own = document.querySelector("script[type=module]")?.getAttribute("src");
  const answer = await fetch("/", { cache: "no-store" }).catch(() => {
    throw offline();
  });
  if (!answer.ok) throw await problemOf(answer);
  return !(await answer.text()).includes(`"${own}"`);
}

/** Fetches a part until it comes. After an upgrade the service has none of an open page's parts any more: the page is loaded
 * anew where it stands, as one of the new version. */
export function part<T>(load: () => Promise<T>): () => Promise<T> {
  return () =>
    patiently(async () => {
      try {
        return await load();
      } catch {
        if (!(await replaced())) throw offline();
        location.reload();
        return new Promise<never>(() => undefined);
      }
    });
}
