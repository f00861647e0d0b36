// The files that a job made, as downloads: those for officers, the others are for programs.
import { formatBytes } from "../format/number";
import { type Job, resultPath } from "../state/jobs";
import { DownloadLink } from "./download-link";

function isForOfficers(name: string): boolean {
  return !name.endsWith(".json") && !name.endsWith(".bin");
}

const inOrder = new Intl.Collator("id", { numeric: true });

/** Zips first, then by their names and numbers. */
export function officerFiles({ results }: Job): Job["results"] {
  const files = results.filter(({ name }) => isForOfficers(name));
  const rank = (name: string) => (name.endsWith(".zip") ? 0 : 1);
  return files.sort((one, other) => rank(one.name) - rank(other.name) || inOrder.compare(one.name, other.name));
}

/** "Ekspor" of "Ekspor/1. Nilai.xlsx"; "" where it lies in none. */
function folderOf(name: string): string {
  return name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : "";
}

interface Props {
  job: string;
  files: Job["results"];
  /** Below /api/v1, whose job it is: "" is one's own. */
  of?: string;
}

export function ResultFiles({ job, files, of = "" }: Props) {
  const folders = [...new Set(files.map(({ name }) => folderOf(name)))];
  return (
    <>
      {folders.map((folder) => (
        <section key={folder}>
          {folder !== "" && <h3>{folder}</h3>}
          <ul class="results">
            {files
              .filter(({ name }) => folderOf(name) === folder)
              .map(({ name, size }) => (
                <li key={name}>
                  <DownloadLink path={of + resultPath(job, name)} label={name.split("/").at(-1) ?? name} />
                  <span class="small">{formatBytes(size)}</span>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}
