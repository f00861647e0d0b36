// The chart of a table: what computes it is fetched when the first is shown; it may be taken as SVG or PNG.
import { Download } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChartData } from "../tables/chart-data";
import { text } from "../text/text";
import { Chart, type Scales } from "./chart";
import { Notice } from "./notice";

const SCALE = 2;
const WIDE = 860;
const NARROW = 380;

function useNarrow(): boolean {
  const [query] = useState(() => matchMedia("(max-width: 800px)"));
  const [narrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const changed = () => setNarrow(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, [query]);
  return narrow;
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function svgOf(drawing: SVGSVGElement): Blob {
  return new Blob([new XMLSerializer().serializeToString(drawing)], { type: "image/svg+xml" });
}

async function pngOf(drawing: SVGSVGElement): Promise<Blob> {
  const address = URL.createObjectURL(svgOf(drawing));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = drawing.viewBox.baseVal.width * SCALE;
    canvas.height = drawing.viewBox.baseVal.height * SCALE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) =>
      canvas.toBlob((file) => (file ? done(file) : failed(new Error("no picture"))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

interface Props {
  data: ChartData;
  title: string;
  unit: string;
  source: string;
  /** Of the files, without their ending. */
  name: string;
}

export function ChartFigure({ data, title, unit, source, name }: Props) {
  const [scales, setScales] = useState<Scales | null>(null);
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const width = useNarrow() ? NARROW : WIDE;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` fetches once more
  useEffect(() => {
    setFailed(false);
    import("../tables/scales").then(setScales, () => setFailed(true));
  }, [tries]);
  const take = async (kind: "svg" | "png") => {
    const drawing = frame.current?.querySelector("svg");
    if (!drawing) return;
    save(kind === "svg" ? svgOf(drawing) : await pngOf(drawing), `${name}.${kind}`);
  };
  if (failed) {
    return (
      <Notice kind="warning">
        <p>{text.problem.offline}</p>
        <button type="button" class="quiet" onClick={() => setTries(tries + 1)}>
          {text.app.retry}
        </button>
      </Notice>
    );
  }
  if (!scales) return null;
  return (
    <figure class="chart">
      <div ref={frame} class="chart-frame">
        <Chart scales={scales} data={data} title={title} unit={unit} source={source} width={width} />
      </div>
      <figcaption class="actions">
        {(["png", "svg"] as const).map((kind) => (
          <button key={kind} type="button" onClick={() => void take(kind)}>
            <Download class="icon" aria-hidden="true" />
            {text.tables.chartAs(kind.toUpperCase())}
          </button>
        ))}
      </figcaption>
    </figure>
  );
}
