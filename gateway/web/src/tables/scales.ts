// What charts are computed with. A file of its own that shares nothing with the pages, so that they stay in few files.
export { scaleBand, scaleLinear, scalePoint } from "d3-scale";
export { line } from "d3-shape";
