// Which of the district's uploads a page offers to remove.
import type { Schemas } from "../api/client";
import { idOf } from "../state/upload-machine";
import type { DataFile } from "./data-file";

export type ListedUpload = Schemas["uploads"]["uploads"][number];

/** Neither those in the page's own list nor whole files of the libraries: both are removed where they are listed. */
export function otherUploads(uploads: readonly ListedUpload[], known: readonly DataFile[]): ListedUpload[] {
  const ours = new Set(known.flatMap((file) => (file.upload ? [idOf(file.upload)] : [])));
  return uploads.filter((one) => !ours.has(one.id) && (one.purpose === "data" || !one.finished));
}
