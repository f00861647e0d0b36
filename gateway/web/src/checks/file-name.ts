// What a file's name tells: its year and its flow. Only a preset; the officer decides.
export const FLOWS = ["ekspor", "impor"] as const;
export type Flow = (typeof FLOWS)[number];

const FIRST_YEAR = 2000;

export function lastYear(today = new Date()): number {
  return today.getFullYear() + 1;
}

export function isYear(year: number, last: number): boolean {
  return Number.isInteger(year) && year >= FIRST_YEAR && year <= last;
}

/** The one year that the name holds; null where it holds none or several. */
export function yearOfName(name: string, last = lastYear()): number | null {
  const found = new Set((name.match(/(?<!\d)20\d{2}(?!\d)/g) ?? []).map(Number).filter((year) => isYear(year, last)));
  const [year] = found;
  return found.size === 1 && year !== undefined ? year : null;
}

const WORDS: Record<Flow, RegExp> = {
  ekspor: /(?<![a-z])(?:eksp?or|export|eks|exp)(?![a-z])/i,
  impor: /(?<![a-z])(?:impor|import|imp)(?![a-z])/i,
};

/** The flow that the name says; null where it says none or both. */
export function flowOfName(name: string): Flow | null {
  const ekspor = WORDS.ekspor.test(name);
  const impor = WORDS.impor.test(name);
  if (ekspor === impor) return null;
  return ekspor ? "ekspor" : "impor";
}
