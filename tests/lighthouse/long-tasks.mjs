// The longest tasks of a page while it opens on a processor that is slowed four times, by the processor's own time.

const SLOWER = 4;
const QUIET_MS = 3_000;

/** Tasks of the pages' main threads, longest first, in milliseconds: the thread's time, else the clock's. */
function tasksOf(trace) {
  const mains = new Set(
    trace
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return trace
    .filter(({ ph, name, pid, tid }) => ph === "X" && /RunTask$/.test(name) && mains.has(`${pid} ${tid}`))
    .map(({ tdur, dur }) => (tdur ?? dur) / 1000)
    .sort((a, b) => b - a);
}

/** In words. `ready`: a selector that has to be there; `then`: what is done then. */
export async function longTasks(page, address, ready = "h1", then = async () => undefined) {
  const watch = await page.evaluateOnNewDocument(() => {
    globalThis.moved = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.moved += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const quiet = () => new Promise((done) => setTimeout(done, QUIET_MS));
  await page.goto("about:blank");
  await page.emulateCPUThrottling(SLOWER);
  await page.tracing.start({ categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"] });
  await page.goto(address);
  await page.waitForSelector(ready);
  await quiet();
  await then(page);
  await quiet();
  const { traceEvents } = JSON.parse(new TextDecoder().decode(await page.tracing.stop()));
  await page.emulateCPUThrottling(1);
  const moved = await page.evaluate(() => globalThis.moved);
  await page.removeScriptToEvaluateOnNewDocument(watch.identifier);
  const tasks = tasksOf(traceEvents);
  if (tasks.length === 0) throw new Error(`the trace of ${address} has no tasks`);
  const longest = tasks
    .slice(0, 5)
    .map((one) => one.toFixed(0))
    .join(" ");
  return `${longest}   moved ${moved.toFixed(3)}`;
}
