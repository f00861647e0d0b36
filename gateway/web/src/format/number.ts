// Numbers as Indonesian officers write them: 1.234,56. A missing one is "-", as in the published tables.

const whole = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 0 });
const decimals = new Intl.NumberFormat("id-ID", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const MISSING = "-";

export function formatWhole(value: number | null): string {
  return value === null ? MISSING : whole.format(value);
}

/** Two decimals. What rounds to zero from below shows no sign. */
export function formatValue(value: number | null): string {
  if (value === null) return MISSING;
  const shown = decimals.format(value);
  return shown === "-0,00" ? "0,00" : shown;
}

const UNITS = ["B", "KiB", "MiB", "GiB"] as const;

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const shown = new Intl.NumberFormat("id-ID", { maximumFractionDigits: unit === 0 || value >= 100 ? 0 : 1 });
  return `${shown.format(value)} ${UNITS[unit]}`;
}

/** "12 detik", "3 menit 5 detik", "1 jam 2 menit". */
export function formatDuration(seconds: number): string {
  const rounded = Math.max(0, Math.round(seconds));
  const hours = Math.floor(rounded / 3600);
  const minutes = Math.floor((rounded % 3600) / 60);
  if (hours > 0) return minutes > 0 ? `${hours} jam ${minutes} menit` : `${hours} jam`;
  const rest = rounded % 60;
  if (minutes > 0) return rest > 0 ? `${minutes} menit ${rest} detik` : `${minutes} menit`;
  return `${rest} detik`;
}
