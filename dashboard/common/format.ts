/** Formats numbers for people. A figure always takes about the same width, so that nothing jumps. */

/** Shown where there is no value. */
export const NOTHING = "–";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const clockTime = new Intl.DateTimeFormat(undefined, { hourCycle: "h23", timeStyle: "medium" });
const preciseTime = new Intl.DateTimeFormat(undefined, {
  hourCycle: "h23",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});
const dateTime = new Intl.DateTimeFormat(undefined, {
  hourCycle: "h23",
  dateStyle: "medium",
  timeStyle: "medium",
});
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  hourCycle: "h23",
  dateStyle: "medium",
  timeStyle: "short",
});
/** Above this, a double no longer tells neighbouring whole numbers apart, and digits would fill the line. */
const LARGEST = 1e15;
/** Has more than seven digits when rounded. */
const LONG = 9_999_500;
/** Farther from 1970, in ms, there are no dates. [spec] https://tc39.es/ecma262/#sec-time-values-and-time-range */
const LATEST_MS = 8.64e15;
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** 5012 as `5,012`. */
export function formatCount(count: number | undefined): string {
  return count === undefined ? NOTHING : wholeText(count);
}

/** As `formatCount()` up to seven digits, for places without room for more: 8719205446 as `8,719 M`. */
export function formatShortCount(count: number | undefined): string {
  return count === undefined ? NOTHING : shortText(count, wholeText);
}

/** 25140 as `25.1 k`: three digits are enough for a rate. Whole below ten thousand. */
export function formatRate(perSecond: number | undefined): string {
  if (perSecond === undefined) return NOTHING;
  if (perSecond >= 9_999_500_000) return `${threeDigits(perSecond / 1e9)} G`;
  if (perSecond >= LONG) return `${threeDigits(perSecond / 1e6)} M`;
  if (perSecond >= 9_999.5) return `${threeDigits(perSecond / 1e3)} k`;
  return wholeText(perSecond);
}

/** As `formatRate()`, but with a decimal below ten, 0 excepted: an event in ten seconds is 0.1 a second. */
export function formatSmallRate(perSecond: number | undefined): string {
  if (perSecond === undefined || perSecond === 0 || perSecond >= 9.95) return formatRate(perSecond);
  return perSecond.toFixed(1);
}

/** 4.123 ms as `4.12`, 41.23 ms as `41.2`, 412.3 ms as `412`; small values to the µs: 4 µs as `0.004`. */
export function formatMs(ms: number | undefined): string {
  if (ms === undefined) return NOTHING;
  if (ms < 0.0995) return ms.toFixed(3);
  return formatSmall(ms);
}

/** A share of one whole, without its sign: 0.423 as `42.3`, and 12.34 as `1,234`. */
export function formatPercent(share: number | undefined): string {
  if (share === undefined) return NOTHING;
  return share < 9.9995 ? (share * 100).toFixed(1) : formatSmall(share * 100);
}

/** 0.0714 as `0.07`, 65.31 as `65.3`: for what is often below ten, such as cores in use. */
export function formatSmall(value: number | undefined): string {
  return value === undefined ? NOTHING : shortText(value, threeDigits);
}

/** 4058863 as `4.06 MB`; whole below a kilobyte, of a thousand bytes. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined) return NOTHING;
  if (bytes >= 999_500_000_000_000) return `${threeDigits(bytes / 1e15)} PB`;
  if (bytes >= 999_500_000_000) return `${threeDigits(bytes / 1e12)} TB`;
  if (bytes >= 999_500_000) return `${threeDigits(bytes / 1e9)} GB`;
  if (bytes >= 999_500) return `${threeDigits(bytes / 1e6)} MB`;
  if (bytes >= 999.5) return `${threeDigits(bytes / 1e3)} kB`;
  return `${wholeText(bytes)} B`;
}

/** An offset always carries its sign: `+0.4` or `−12.3`. */
export function formatOffset(ms: number): string {
  const text = Math.abs(ms).toFixed(1);
  return ms < 0 && text !== "0.0" ? `−${text}` : `+${text}`;
}

/** The two largest units: `3 h 12 min`, `2 d 4 h`, `47 s`. */
export function formatDuration(ms: number): string {
  const s = Math.floor(ms / 1000);
  if (s < MINUTE_S) return `${s} s`;
  if (s < HOUR_S) return `${Math.floor(s / MINUTE_S)} min ${s % MINUTE_S} s`;
  if (s < DAY_S) return `${Math.floor(s / HOUR_S)} h ${Math.floor((s % HOUR_S) / MINUTE_S)} min`;
  const days = `${wholeText(Math.floor(s / DAY_S))} d`;
  return s < LARGEST ? `${days} ${Math.floor((s % DAY_S) / HOUR_S)} h` : days;
}

/** The local date and time of day, to the second. */
export function formatDateTime(atMs: number): string {
  return timeText(dateTime, atMs);
}

/** The local time of day to the millisecond. */
export function formatPreciseTime(atMs: number): string {
  return timeText(preciseTime, atMs);
}

/** The local time of day with seconds. */
export function formatTimeOfDay(atMs: number): string {
  return timeText(clockTime, atMs);
}

/** The local time of day of a moment today, and the date too of any other. */
export function formatMoment(atMs: number, nowMs: number): string {
  const isToday = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  return isToday ? formatTimeOfDay(atMs) : timeText(dayAndTime, atMs);
}

function threeDigits(value: number): string {
  if (value < 9.995) return value.toFixed(2);
  return value < 99.95 ? value.toFixed(1) : wholeText(value);
}

function shortText(value: number, text: (value: number) => string): string {
  return value < LONG ? text(value) : formatRate(value);
}

function wholeText(value: number): string {
  if (Math.abs(value) >= LARGEST) return value.toExponential(2).replace("e+", "e");
  // Never -0.
  return whole.format(Math.round(value) + 0);
}

function timeText(format: Intl.DateTimeFormat, atMs: number): string {
  return Math.abs(atMs) <= LATEST_MS ? format.format(atMs) : NOTHING;
}
