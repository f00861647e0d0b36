// Takes all pictures of the handbook from a running service.
import { join } from "node:path";
import { Camera } from "./camera.mjs";
import * as lookups from "./lookups.mjs";
import * as month from "./month.mjs";
import { root } from "./sources.mjs";
import { Stage } from "./stage.mjs";
import * as troubles from "./troubles.mjs";

// In this order: what an earlier one leaves behind, a later one shows.
const SCENES = [
  lookups.login,
  lookups.home,
  lookups.libraries,
  lookups.calendar,
  lookups.questions,
  lookups.references,
  month.preprocessing,
  month.tables,
  month.monthly,
  month.history,
  lookups.provinces,
  troubles.files,
  troubles.overlap,
  troubles.flow,
  troubles.months,
  troubles.uploads,
  troubles.stopped,
  troubles.queue,
  troubles.quota,
  troubles.away,
];

export async function takePictures() {
  const stage = await Stage.begin();
  const browser = await stage.browser();
  const folder = join(root, "docs/handbook");
  const camera = new Camera(join(folder, "pictures"), join(folder, "pictures.json"));
  let played = 0;
  try {
    for (const scene of SCENES) {
      await scene(stage, browser, camera);
      played += 1;
    }
  } finally {
    camera.save(played === SCENES.length);
    await browser.close();
    await stage.end();
  }
}
