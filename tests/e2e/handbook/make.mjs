// Makes the handbook. Usage: node make.mjs [--only pictures|pdf|video]
import { makePdf } from "./pdf.mjs";
import { takePictures } from "./pictures.mjs";
import { makeVideo } from "./video.mjs";

const STEPS = { pictures: takePictures, pdf: makePdf, video: makeVideo };

const at = process.argv.indexOf("--only");
const chosen = at < 0 ? Object.keys(STEPS) : [process.argv[at + 1]];
for (const name of chosen) {
  if (!(name in STEPS)) throw new Error(`--only takes ${Object.keys(STEPS).join(", ")}`);
  await STEPS[name]();
}
