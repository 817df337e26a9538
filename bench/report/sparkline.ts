/** A line of values in a line of text: eight heights of block characters, scaled from zero to the largest. */

const BLOCKS = "▁▂▃▄▅▆▇█";

/** One character a value, the newest last; a blank where there is none. Only the last `width` are shown. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = width > 0 ? values.slice(-width) : [];
  const largest = Math.max(0, ...shown.map((value) => value ?? 0));
  return shown.map((value) => (value === null ? " " : blockOf(value, largest))).join("");
}

function blockOf(value: number, largest: number): string {
  const height = largest > 0 ? Math.ceil((value / largest) * BLOCKS.length) : 1;
  return BLOCKS.charAt(Math.min(BLOCKS.length, Math.max(1, height)) - 1);
}
