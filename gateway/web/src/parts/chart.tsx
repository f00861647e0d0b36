// A chart as SVG, with all that it needs to stand alone: title, unit, names, source. Everything is an attribute, so that
// it looks the same on the page, as a file and as a picture.
import type { ComponentChildren } from "preact";
import { formatValue } from "../format/number";
import type { Bars, ChartData, Course } from "../tables/chart-data";

/** Fetched apart, when the first chart is shown. */
export type Scales = typeof import("../tables/scales");

const INK = "#1b2430";
const SOFT = "#526072";
const GRID = "#dfe5ec";
const COLOURS = ["#0b4f9e", "#c2680c", "#2e6f1e", "#6b3fa0", "#7a8696", "#b3261e"];
const DASHES = ["", "7 4", "2 4", "9 3 2 3", "1 3", "12 5"];
const FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif";

function colourOf(rank = 0): string | undefined {
  return COLOURS[rank % COLOURS.length];
}

function dashOf(rank = 0): string | undefined {
  return DASHES[rank % DASHES.length];
}

const ticks = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 2 });

export interface Props {
  scales: Scales;
  data: ChartData;
  title: string;
  unit: string;
  source: string;
  /** In pixels of its own; it is drawn as wide as there is room. */
  width: number;
}

interface Frame {
  scales: Scales;
  width: number;
  unit: string;
  top: number;
}

/** Lines of at most so many letters. */
function wrapped(words: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function cut(words: string, letters: number): string {
  return words.length <= letters ? words : `${words.slice(0, letters - 1).trimEnd()}…`;
}

function Lines({ of, y, size, bold = false }: { of: string[]; y: number; size: number; bold?: boolean }) {
  return (
    <>
      {of.map((words, index) => (
        <text
          key={words}
          x={12}
          y={y + index * size * 1.35}
          font-size={size}
          font-weight={bold ? 700 : 400}
          fill={bold ? INK : SOFT}
        >
          {words}
        </text>
      ))}
    </>
  );
}

/** From the left, on as many lines as they need. */
function placesOf(names: readonly string[], width: number): { name: string; x: number; y: number }[] {
  let x = 12;
  let y = 0;
  return names.map((name) => {
    const wide = 40 + name.length * 7;
    if (x + wide > width && x > 12) {
      x = 12;
      y += 20;
    }
    const place = { name, x, y };
    x += wide;
    return place;
  });
}

function legendHeight(names: readonly string[], width: number): number {
  return names.length > 1 ? (placesOf(names, width).at(-1)?.y ?? 0) + 28 : 0;
}

interface LegendProps {
  names: readonly string[];
  frame: Frame;
  ranks: readonly number[];
  dashed: boolean;
}

function Legend({ names, frame, ranks, dashed }: LegendProps) {
  if (names.length < 2) return null;
  return (
    <>
      {placesOf(names, frame.width).map(({ name, x, y }, index) => (
        <g key={name} transform={`translate(${x} ${frame.top + y})`}>
          {dashed ? (
            <line
              x1={0}
              x2={24}
              y1={8}
              y2={8}
              stroke={colourOf(ranks[index])}
              stroke-width={2.5}
              stroke-dasharray={dashOf(ranks[index])}
            />
          ) : (
            <rect width={14} height={14} y={1} fill={colourOf(ranks[index])} />
          )}
          <text x={dashed ? 30 : 20} y={13} font-size={12} fill={INK}>
            {name}
          </text>
        </g>
      ))}
    </>
  );
}

const ROW = 28;

function barsHeight(data: Bars, width: number): number {
  return legendHeight(data.series, width) + data.items.length * ROW + 46;
}

function signed(data: Bars, index: number, value: number): number {
  return data.mirrored && index === 1 ? -value : value;
}

function BarsBody({ data, frame }: { data: Bars; frame: Frame }) {
  const { width, unit } = frame;
  const left = width > 600 ? 240 : 132;
  const top = frame.top + legendHeight(data.series, width);
  const bottom = top + data.items.length * ROW;
  const all = data.items.flatMap(({ values }) => values.map((value, index) => signed(data, index, value ?? 0)));
  const low = Math.min(0, ...all);
  const high = Math.max(0, ...all);
  // Room for the figures at the ends of the bars.
  const x = frame.scales
    .scaleLinear()
    .domain([low, high])
    .range([left + (low < 0 ? 76 : 0), width - (high > 0 ? 76 : 12)]);
  return (
    <>
      <Legend names={data.series} frame={frame} ranks={[0, 1]} dashed={false} />
      {x.ticks(width > 600 ? 6 : 3).map((tick) => (
        <g key={tick}>
          <line x1={x(tick)} x2={x(tick)} y1={top} y2={bottom} stroke={GRID} />
          <text x={x(tick)} y={bottom + 16} font-size={11} text-anchor="middle" fill={SOFT}>
            {ticks.format(data.mirrored ? Math.abs(tick) : tick)}
          </text>
        </g>
      ))}
      {data.items.map(({ label, values }, row) => {
        const y = top + row * ROW;
        return (
          <g key={`${row}/${label}`}>
            <text x={left - 8} y={y + 18} font-size={12} text-anchor="end" fill={INK}>
              <title>{label}</title>
              {cut(label, width > 600 ? 30 : 15)}
            </text>
            {values.map((value, index) => {
              if (value === null) return null;
              const end = signed(data, index, value);
              const words = formatValue(value);
              return (
                <g key={data.series[index]}>
                  <rect
                    x={Math.min(x(0), x(end))}
                    y={y + 5}
                    width={Math.max(1, Math.abs(x(end) - x(0)))}
                    height={ROW - 10}
                    fill={colourOf(data.mirrored ? index : end < 0 ? 1 : 0)}
                  >
                    <title>{`${label}: ${words} ${unit}`}</title>
                  </rect>
                  <text
                    x={x(end) + (end < 0 ? -5 : 5)}
                    y={y + 18}
                    font-size={11}
                    text-anchor={end < 0 ? "end" : "start"}
                    fill={INK}
                  >
                    {words}
                  </text>
                </g>
              );
            })}
          </g>
        );
      })}
      <line x1={x(0)} x2={x(0)} y1={top} y2={bottom} stroke={SOFT} />
      <text x={width - 12} y={bottom + 34} font-size={12} text-anchor="end" fill={SOFT}>
        {unit}
      </text>
    </>
  );
}

const PLOT = 300;

function courseHeight(data: Course, width: number): number {
  return legendHeight(namesOf(data), width) + PLOT + 66;
}

function namesOf({ series }: Course): string[] {
  return series.map(({ name }) => name);
}

/** The newest year stands out, whatever their number. */
function ranksOf({ series }: Course): number[] {
  return series.map((_, index) => series.length - 1 - index);
}

interface Drawn {
  line: Scales["line"];
  data: Course;
  place: (label: number) => number;
  y: (value: number) => number;
  step: number;
  unit: string;
}

function pointWords(data: Course, series: number, label: number, unit: string): string {
  const name = data.series.length > 1 ? ` ${data.series[series]?.name}` : "";
  const value = data.series[series]?.values[label] ?? null;
  return `${data.labels[label]}${name}: ${formatValue(value)} ${unit}`;
}

function CourseLines({ line, data, place, y, unit }: Drawn) {
  return (
    <>
      {data.series.map(({ name, values }, index) => {
        const path = line<number | null>()
          .defined((value) => value !== null)
          .x((_, at) => place(at))
          .y((value) => y(value ?? 0))(values);
        const rank = ranksOf(data)[index];
        const colour = colourOf(rank);
        return (
          <g key={name}>
            <path d={path ?? ""} fill="none" stroke={colour} stroke-width={2.5} stroke-dasharray={dashOf(rank)} />
            {values.map((value, at) =>
              value === null ? null : (
                <circle key={data.labels[at]} cx={place(at)} cy={y(value)} r={4} fill={colour}>
                  <title>{pointWords(data, index, at, unit)}</title>
                </circle>
              ),
            )}
          </g>
        );
      })}
    </>
  );
}

function CourseColumns({ data, place, y, step, unit }: Drawn) {
  const wide = (step * 0.8) / data.series.length;
  return (
    <>
      {data.series.map(({ name, values }, index) => (
        <g key={name}>
          {values.map((value, at) =>
            value === null ? null : (
              <rect
                key={data.labels[at]}
                x={place(at) - step * 0.4 + index * wide}
                y={Math.min(y(0), y(value))}
                width={Math.max(1, wide - 1)}
                height={Math.max(1, Math.abs(y(value) - y(0)))}
                fill={colourOf(data.series.length === 1 && value < 0 ? 1 : ranksOf(data)[index])}
              >
                <title>{pointWords(data, index, at, unit)}</title>
              </rect>
            ),
          )}
        </g>
      ))}
    </>
  );
}

function CourseBody({ data, frame }: { data: Course; frame: Frame }) {
  const { width, unit } = frame;
  const names = namesOf(data);
  const top = frame.top + legendHeight(names, width) + 24;
  const bottom = top + PLOT;
  const left = 64;
  const all = data.series.flatMap(({ values }) => values.map((value) => value ?? 0));
  const { line, scaleBand, scaleLinear, scalePoint } = frame.scales;
  const y = scaleLinear()
    .domain([Math.min(0, ...all), Math.max(0, ...all)])
    .nice(6)
    .range([bottom, top]);
  const at = data.labels.map((_, index) => index);
  const points = scalePoint(at, [left + 16, width - 28]);
  const band = scaleBand(at, [left, width - 12]);
  const lines = data.kind === "lines";
  const place = (label: number) => (lines ? (points(label) ?? 0) : (band(label) ?? 0) + band.bandwidth() / 2);
  const every =
    width > 600 ? 1 : Math.ceil((data.labels.length * Math.max(...data.labels.map((one) => one.length))) / 42);
  const drawn: Drawn = { line, data, place, y, step: band.bandwidth(), unit };
  return (
    <>
      <Legend names={names} frame={frame} ranks={ranksOf(data)} dashed={lines} />
      <text x={12} y={top - 10} font-size={12} fill={SOFT}>
        {unit}
      </text>
      {y.ticks(6).map((tick) => (
        <g key={tick}>
          <line x1={left} x2={width - 12} y1={y(tick)} y2={y(tick)} stroke={tick === 0 ? SOFT : GRID} />
          <text x={left - 8} y={y(tick) + 4} font-size={11} text-anchor="end" fill={SOFT}>
            {ticks.format(tick)}
          </text>
        </g>
      ))}
      {lines ? <CourseLines {...drawn} /> : <CourseColumns {...drawn} />}
      {data.labels.map((label, index) =>
        index % every === 0 ? (
          <text key={label} x={place(index)} y={bottom + 18} font-size={11} text-anchor="middle" fill={INK}>
            {label}
          </text>
        ) : null,
      )}
    </>
  );
}

function Sheet({ props, height, children }: { props: Props; height: number; children: ComponentChildren }) {
  const { width, title } = props;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={title}
      font-family={FONT}
    >
      <rect width={width} height={height} fill="#ffffff" />
      {children}
    </svg>
  );
}

export function Chart(props: Props) {
  const { scales, data, title, unit, source, width } = props;
  const heading = wrapped(title, Math.floor((width - 24) / 9.2));
  const sources = wrapped(source, Math.floor((width - 24) / 6.6));
  const about = data.kind === "bars" && data.series.length === 1 ? data.series : [];
  const top = 22 + heading.length * 20 + about.length * 18;
  const body = data.kind === "bars" ? barsHeight(data, width) : courseHeight(data, width);
  const height = top + body + sources.length * 15 + 10;
  const frame = { scales, width, unit, top };
  return (
    <Sheet props={props} height={height}>
      <Lines of={heading} y={24} size={15} bold />
      <Lines of={about} y={22 + heading.length * 20} size={12} />
      {data.kind === "bars" ? <BarsBody data={data} frame={frame} /> : <CourseBody data={data} frame={frame} />}
      <Lines of={sources} y={top + body + 12} size={11} />
    </Sheet>
  );
}
