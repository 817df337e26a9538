/**
 * Whether events arrive as they happen, or wait until a buffer on the way is full. Events that the doctor publishes
 * prove it; the stream's own events can only hint at it.
 */

import { type CheckResult, resultsOf } from "../check-result.ts";
import type { Check, Publishing } from "../observations.ts";
import { isOpened, median, type Read, type Recording } from "../recording.ts";
import { counted } from "../../report/figures.ts";
import { bytesInWords, inWords } from "../words.ts";

const finding = resultsOf("buffering");

/** An event that takes longer than this was held back. */
const SLOW_MS = 500;
/** Events within this time of the first of a burst belong to the burst. */
const BURST_MS = 20;
/** Bursts closer together than this are normal for a busy server. */
const LEAST_EVERY_MS = 50;
/** Blocks whose sizes differ by less than this share are the same size. */
const SAME_SIZE_SHARE = 0.1;
/** Fewest similar bursts to count as a pattern. */
const MIN_BURSTS = 3;
/** Fewest events in a burst that look buffered. */
const MANY_EVENTS = 3;

const CURE =
  "Flush after every event, and switch buffering off on the way: X-Accel-Buffering: no or " +
  "proxy_buffering off for nginx, and no compressing or caching middleware around the stream.";
const FIND_OUT = "To find out, pass --publish-url, so that the doctor can publish events.";

export const buffering: Check = ({ plain, publishing }) => {
  if (!isOpened(plain)) return [];
  const isTried = publishing !== undefined && publishing.single.length > 0;
  if (isTried) return [judgePublished(publishing)];
  if (plain.undecodable !== undefined) {
    return [
      finding.unknown(
        "Whether events are held back",
        `The stream cannot be read: ${plain.undecodable}.`,
        FIND_OUT,
      ),
    ];
  }
  return [judgeBursts(burstsOf(plain), plain)];
};

function judgePublished({ single, filler }: Publishing): CheckResult {
  if (filler !== undefined) return judgeFilled(filler);
  const waitMs = median(
    // A publish address that is slow to answer holds nothing back.
    single.map(({ answeredAtMs, arrival }) =>
      Math.max(0, (arrival?.atMs ?? Infinity) - answeredAtMs),
    ),
  );
  const seen = `Half of ${counted(single.length, "event")} arrived within ${inWords(waitMs)} of being accepted.`;
  if (waitMs < SLOW_MS) return finding.ok("Events arrive as they happen", seen);
  return finding.fault("Events are held back before they are sent", seen, CURE);
}

function judgeFilled({ bytes, hasHelped }: NonNullable<Publishing["filler"]>): CheckResult {
  const size = bytesInWords(bytes);
  if (hasHelped) {
    return finding.fault(
      `Events are held back until about ${size} have gathered`,
      `A published event did not arrive by itself, but only once ${size} more had been published.`,
      CURE,
    );
  }
  return finding.unknown(
    "Published events do not arrive",
    `The publish address accepted them, but the stream did not deliver them, even after ${size} more.`,
    "Check that --publish-body publishes to what this address subscribes to; if it does, they are lost " +
      "or held back on the way.",
  );
}

function judgeBursts(
  bursts: readonly Burst[],
  { arrivals, droppedArrivals }: Recording,
): CheckResult {
  if (arrivals.length === 0) {
    return finding.unknown(
      "Whether events are held back",
      "The stream sent no event while it was watched.",
      FIND_OUT,
    );
  }
  const bytes = median(bursts.map((burst) => burst.bytes));
  const events = median(bursts.map((burst) => burst.events));
  if (areBlocks(bursts.filter(({ isWhole, quietMs }) => !isWhole && quietMs >= LEAST_EVERY_MS))) {
    return finding.fault(
      "The stream arrives in blocks that end in the middle of a line",
      `Bytes arrived in blocks of about ${bytesInWords(bytes)} with nothing in between: a buffer that ` +
        "sends when it is full.",
      CURE,
    );
  }
  const quietMs = median(bursts.slice(0, -1).map((burst) => burst.quietMs));
  if (bursts.length >= MIN_BURSTS && events >= MANY_EVENTS && quietMs >= LEAST_EVERY_MS) {
    return finding.advice(
      `Events arrive in bursts of about ${events}`,
      `${counted(bursts.length, "burst")} of about ${bytesInWords(bytes)}: either they occur that way, ` +
        "or something buffers them.",
      `${CURE} ${FIND_OUT}`,
    );
  }
  return finding.ok(
    "Events seem to arrive as they happen",
    droppedArrivals > 0
      ? `More than ${counted(arrivals.length, "event")} arrived.`
      : `${counted(arrivals.length, "event")} arrived in ${counted(
          bursts.filter((burst) => burst.events > 0).length,
          "burst",
        )}.`,
  );
}

/** A server may write an event in parts; only a buffer makes all of them the same size. */
function areBlocks(parts: readonly Burst[]): boolean {
  if (parts.length < 2) return false;
  const sizes = parts.map(({ bytes }) => bytes);
  const size = median(sizes);
  return sizes.every((bytes) => Math.abs(bytes - size) <= size * SAME_SIZE_SHARE);
}

interface Burst {
  bytes: number;
  events: number;
  isWhole: boolean;
  readonly startedAtMs: number;
  lastAtMs: number;
  /** The silence after it; 0 after the last. */
  quietMs: number;
}

function burstsOf({ reads }: { readonly reads: readonly Read[] }): Burst[] {
  const bursts: Burst[] = [];
  for (const { atMs, bytes, events, isWhole } of reads) {
    const burst = bursts.at(-1);
    if (burst === undefined || atMs - burst.startedAtMs > BURST_MS) {
      if (burst !== undefined) burst.quietMs = atMs - burst.lastAtMs;
      bursts.push({ bytes, events, isWhole, startedAtMs: atMs, lastAtMs: atMs, quietMs: 0 });
      continue;
    }
    burst.bytes += bytes;
    burst.events += events;
    burst.isWhole = isWhole;
    burst.lastAtMs = atMs;
  }
  return bursts;
}
