/** Values as block characters: a sparkline with one character per value, and bars with a resolution of an eighth. */

const UPRIGHT = "▁▂▃▄▅▆▇█";
const LYING = "▏▎▍▌▋▊▉█";

/** One character per value, the newest last, and a blank for a missing one. Shows the last `width` values. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = width > 0 ? values.slice(-width) : [];
  const largest = Math.max(0, ...shown.map((value) => value ?? 0));
  return shown.map((value) => (value === null ? " " : blockOf(value, largest))).join("");
}

/** A bar that fills `width` characters at `largest`; anything above zero is visible. */
export function bar(value: number, largest: number, width: number): string {
  if (value <= 0 || largest <= 0) return "";
  const eighths = Math.max(1, Math.round(Math.min(1, value / largest) * width * LYING.length));
  const rest = eighths % LYING.length;
  const full = LYING.slice(-1).repeat(Math.floor(eighths / LYING.length));
  return rest === 0 ? full : full + LYING.charAt(rest - 1);
}

function blockOf(value: number, largest: number): string {
  const height = largest > 0 ? Math.ceil((value / largest) * UPRIGHT.length) : 1;
  return UPRIGHT.charAt(Math.min(UPRIGHT.length, Math.max(1, height)) - 1);
}
