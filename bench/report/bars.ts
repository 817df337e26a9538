/** Values as block characters: upright and one a character, or lying down with eighths of a character. */

const UPRIGHT = "▁▂▃▄▅▆▇█";
const LYING = "▏▎▍▌▋▊▉█";

/** One character a value, the newest last; a blank where there is none. Only the last `width` are shown. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = width > 0 ? values.slice(-width) : [];
  const largest = Math.max(0, ...shown.map((value) => value ?? 0));
  return shown.map((value) => (value === null ? " " : blockOf(value, largest))).join("");
}

/** A bar from the left that fills `width` characters at `largest`; anything above zero can be seen. */
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
