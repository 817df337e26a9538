/** One frame of the live screen as lines that fit a width, and the same state as one plain line. Pure. */

import { sparkline } from "./bars.ts";
import { counted, formatNumber } from "./figures.ts";
import type { ProgressCounts, ProgressState, SecondFigures } from "./progress-state.ts";
import { type Paint, printable, type TextStyle, type Tone } from "./terminal.ts";

interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

const MARGIN = "  ";
const APART = "   ";

/** The lines of a frame, none longer than `columns`. */
export function renderFrame(state: ProgressState, style: TextStyle): string[] {
  const { counts, second, p99Ms } = state;
  const lines: Span[][] = [stateLine(state)];
  if (counts !== undefined) lines.push(clientLine(counts));
  if (second !== undefined && (counts?.received ?? 0) > 0) {
    lines.push(secondLine(second));
    if (p99Ms.some((value) => value !== null)) lines.push(historyLine(p99Ms, style.columns));
  }
  return lines.map((spans) => rendered(spans, style));
}

/** The state in one line, for output that cannot be redrawn. */
export function plainLine({ label, phase, counts, second }: ProgressState): string {
  const parts = phase === "" ? [] : [phase];
  if (counts !== undefined) {
    parts.push(...clientWords(counts).map(({ text }) => text));
    if (counts.received > 0) parts.push(`${counted(counts.received, "event")} received`);
  }
  if (second !== undefined && second.p99Ms !== null) parts.push(`p99 ${msOf(second.p99Ms)}`);
  return `${label}: ${printable(parts.join(", "))}`;
}

function stateLine({ label, phase, elapsedMs, leftMs }: ProgressState): Span[] {
  const times = [secondsOf(elapsedMs)];
  if (leftMs !== undefined)
    times.push(leftMs > 0 ? `${secondsOf(Math.ceil(leftMs / 1000) * 1000)} left` : "almost done");
  return [
    { text: label, tone: "strong" },
    { text: `${MARGIN}${phase}` },
    { text: `${APART}${times.join(", ")}`, tone: "quiet" },
  ];
}

function clientLine(counts: ProgressCounts): Span[] {
  return clientWords(counts).flatMap((span, index) => [
    { text: index === 0 ? MARGIN : APART },
    span,
  ]);
}

function clientWords({ connections, open, failed, recovered }: ProgressCounts): Span[] {
  const words: Span[] = [{ text: `${formatNumber(open)} of ${formatNumber(connections)} open` }];
  if (failed > 0) words.push({ text: `${formatNumber(failed)} failed`, tone: "bad" });
  if (recovered > 0) words.push({ text: `${formatNumber(recovered)} reconnected` });
  return words;
}

function secondLine({ deliveries, p50Ms, p99Ms }: SecondFigures): Span[] {
  const rate = `${MARGIN}${formatNumber(deliveries).padStart(9)} deliveries/s`;
  const latency = `${APART}p50 ${msOf(p50Ms).padEnd(9)}${APART}p99 ${msOf(p99Ms)}`;
  return [{ text: rate }, { text: latency }];
}

/** A second is one character wide, so a narrow terminal shows fewer of them. */
function historyLine(p99Ms: readonly (number | null)[], columns: number): Span[] {
  const most = Math.max(...p99Ms.map((value) => value ?? 0));
  const label = `${MARGIN}p99 `;
  const scale = `  ≤ ${msOf(most)}`;
  const line = sparkline(p99Ms, columns - label.length - scale.length);
  return [{ text: label, tone: "quiet" }, { text: line }, { text: scale, tone: "quiet" }];
}

function msOf(ms: number | null): string {
  return ms === null ? "–" : `${formatNumber(ms)} ms`;
}

function secondsOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function rendered(spans: readonly Span[], { columns, paint }: TextStyle): string {
  const line = spans.map((span) => painted(span, paint)).join("");
  const cut = Bun.sliceAnsi(line, 0, columns);
  // A wide character that begins in the last column would stick out.
  return (Bun.stringWidth(cut) > columns ? Bun.sliceAnsi(line, 0, columns - 1) : cut).trimEnd();
}

function painted({ text, tone }: Span, paint: Paint): string {
  const shown = printable(text);
  return tone === undefined ? shown : paint(tone, shown);
}
