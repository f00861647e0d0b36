/** "42" of 42 in 100; 100 only where all of it is there. */
export function percentOf(part: number, whole: number): string {
  if (whole <= 0) return "0";
  return String(Math.min(part >= whole ? 100 : 99, Math.floor((100 * part) / whole)));
}
