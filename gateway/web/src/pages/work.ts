// The pages on which data are worked on, fetched together: one file more on a slow link costs more than its bytes.
export { default as History } from "./history";
export { default as JobPage } from "./job";
export { PackageMade, PackageRequest } from "./package";
export { default as Preprocessing } from "./preprocessing";
export { ProcessPage, ProcessSets } from "./process";
