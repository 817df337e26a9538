/**
 * Whether a browser, which accepts compression, gets the stream as well as a client that does not: whatever compresses
 * a stream on the way may hold it back.
 */

import { type CheckResult, resultsOf } from "../check-result.ts";
import type { Check, Observations } from "../observations.ts";
import { encodingOf, isOpened, keyOf, median, type Recording } from "../recording.ts";
import { counted } from "../../report/figures.ts";
import { inWords } from "../words.ts";

const finding = resultsOf("compression");

/** Events that arrive this much later than uncompressed ones were held back. */
const SLOW_MS = 500;

const CURE =
  "Leave event streams out of the compressing middleware, or flush the compressor after every event.";
const FIND_OUT = "To find out, pass --publish-url, so that the doctor can publish events.";

export const compression: Check = (seen) => {
  const { plain, compressed } = seen;
  if (!isOpened(plain)) return [];
  const unasked = encodingOf(plain);
  if (unasked !== "") {
    return [
      finding.fault(
        `The stream is compressed (${unasked}) for a client that did not accept it`,
        "A client that cannot decode it cannot read the stream.",
        "Compress only if Accept-Encoding allows it.",
      ),
    ];
  }
  if (!isOpened(compressed)) return [judgeUnopened(seen)];
  const encoding = encodingOf(compressed);
  if (compressed.undecodable !== undefined)
    return [judgeUndecodable(encoding, compressed.undecodable)];
  return [encoding === "" ? judgePlain(seen) : judgeFlushing(encoding, seen)];
};

function judgeUnopened({ compressed, foreign }: Observations): CheckResult {
  const status = compressed.head?.head.status;
  // If only the request with Accept-Encoding is not answered, that is why.
  if (status === undefined && compressed.end === undefined && foreign.head !== undefined) {
    return finding.fault(
      "Browsers get no response headers",
      "A request that accepts compression, as browsers' do, was not answered, unlike the others.",
      CURE,
    );
  }
  return finding.unknown(
    "Whether the stream is compressed",
    `The request that accepts compression ${
      status === undefined ? "got no response" : `was answered ${status}`
    }.`,
    "Let one client open several streams, and try again.",
  );
}

function judgeUndecodable(encoding: string, why: string): CheckResult {
  return why.includes("does not know")
    ? finding.unknown(
        `The stream is compressed (${encoding}); unknown whether every event is flushed`,
        `Browsers did not ask for that, and ${why}.`,
        "Use gzip, br or zstd, if any.",
      )
    : finding.fault(
        `The stream cannot be decoded (${encoding})`,
        `Content-Encoding is ${encoding}, but ${why}.`,
        CURE,
      );
}

/** Not compressed, but something on the way may still buffer what it might compress. */
function judgePlain(seen: Observations): CheckResult {
  const lag = lagOf(seen, seen.compressed);
  // A stream that is held back from everyone is another check's.
  const usual = lagOf(seen, seen.foreign);
  const isUsual = usual !== undefined && usual.expected > 0 && !isHeldBack(usual);
  if (lag !== undefined && isHeldBack(lag) && isUsual) {
    return finding.fault("Events are held back from browsers", wordsOf(lag), CURE);
  }
  return finding.ok("The stream is not compressed", "Compression cannot hold events back.");
}

function judgeFlushing(encoding: string, seen: Observations): CheckResult {
  const lag = lagOf(seen, seen.compressed);
  if (lag === undefined || lag.expected === 0) {
    return finding.unknown(
      `The stream is compressed (${encoding}); unknown whether every event is flushed`,
      lag === undefined
        ? "Its events are not those of the other connections."
        : "No event arrived while it was watched.",
      FIND_OUT,
    );
  }
  if (isHeldBack(lag)) {
    return finding.fault(`Compression (${encoding}) holds events back`, wordsOf(lag), CURE);
  }
  return finding.advice(
    `The stream is compressed (${encoding}), flushed after every event`,
    `All of ${counted(lag.expected, "event")} arrived in time. A compressor for each connection costs memory.`,
    "Keep it only for large events.",
  );
}

/** One stream compared with the plain one. */
interface Lag {
  readonly expected: number;
  readonly missing: number;
  /** The median; NaN if none arrived. */
  readonly delayMs: number;
}

function isHeldBack({ missing, delayMs }: Lag): boolean {
  return missing > 0 || delayMs >= SLOW_MS;
}

function wordsOf({ expected, missing, delayMs }: Lag): string {
  if (missing > 0) {
    const seen = counted(expected, "event");
    return `Of ${seen} on the plain stream, the one that accepts compression had brought ${expected - missing}.`;
  }
  return `Half of ${counted(expected, "event")} arrived ${inWords(delayMs)} later than on the plain stream.`;
}

/** `undefined` if the two do not carry the same events, so that they cannot be compared. */
function lagOf({ plain, patience, quiet }: Observations, other: Recording): Lag | undefined {
  if (!isOpened(other)) return undefined;
  const sinceMs = Math.max(other.head?.atMs ?? 0, keptSinceMs(plain), keptSinceMs(other));
  // An event this late may still have been under way.
  const untilMs = Math.min(quiet.toMs, other.end?.atMs ?? Infinity) - patience.eventMs;
  const arrivedAtMs = new Map(other.arrivals.map(({ atMs, event }) => [keyOf(event), atMs]));
  const expected = plain.arrivals.filter(({ atMs }) => atMs >= sinceMs && atMs < untilMs);
  const delays = expected.flatMap(({ atMs, event }) => {
    const otherAtMs = arrivedAtMs.get(keyOf(event));
    return otherAtMs === undefined ? [] : [otherAtMs - atMs];
  });
  if (delays.length === 0 && expected.length > 0 && other.arrivals.length > 0) return undefined;
  return {
    expected: expected.length,
    missing: expected.length - delays.length,
    delayMs: median(delays),
  };
}

/** When the oldest event that it still has arrived. */
function keptSinceMs({ arrivals, droppedArrivals }: Recording): number {
  return droppedArrivals === 0 ? 0 : (arrivals[0]?.atMs ?? 0);
}
