// Sends a file by tus-js-client, tries again where the link breaks, prints the upload's address.
// Usage: node tus_js.mjs ENDPOINT COOKIE FILE PURPOSE CHUNK_BYTES    (0: all in one request)
import fs from "node:fs";
import path from "node:path";
import * as tus from "tus-js-client";

const [endpoint, cookie, file, purpose, chunk] = process.argv.slice(2);
const upload = new tus.Upload(fs.createReadStream(file), {
  endpoint,
  headers: { Cookie: cookie },
  metadata: { filename: path.basename(file), purpose },
  uploadSize: fs.statSync(file).size,
  chunkSize: Number(chunk) || Number.POSITIVE_INFINITY,
  uploadDataDuringCreation: Number(chunk) > 0,
  retryDelays: Array(40).fill(100),
  onError(error) {
    console.error(String(error));
    process.exitCode = 1;
  },
  onSuccess() {
    console.log(upload.url);
  },
});
upload.start();
