/**
 * Whether events come one by one as they happen, or wait until a buffer on the way is full. Events of
 * the doctor's own prove it; a stream's own events only hint at it.
 */

import { type Finding, findingsOf } from "../finding.ts";
import type { Check, Publishing } from "../observations.ts";
import { isOpened, median, type Read, type Recording } from "../recording.ts";
import { bytesInWords, inWords } from "../text.ts";

const finding = findingsOf("buffering");

/** An event later than this was not sent when it happened. */
const SLOW_MS = 500;
/** Reads closer together than this are one burst. */
const BURST_MS = 20;

const CURE =
  "Flush after every event, and switch buffering off on the way: X-Accel-Buffering: no (nginx), " +
  "proxy_buffering off, no compressing or caching middleware around the stream.";

export const buffering: Check = ({ plain, publishing }) => {
  if (!isOpened(plain)) return [];
  if (publishing === undefined || publishing.single.length === 0) return [judgeBursts(plain)];
  return [judgePublished(publishing)];
};

function judgePublished({ single, fillerBytes }: Publishing): Finding {
  const waits = single.flatMap(({ sentAtMs, arrivedAtMs }) =>
    arrivedAtMs === undefined ? [] : [arrivedAtMs - sentAtMs],
  );
  const held = single.find(({ arrivedAtMs }) => arrivedAtMs === undefined);
  if (held !== undefined && fillerBytes !== undefined) return judgeFilled(fillerBytes, waits);
  const waitMs = median(waits);
  const seen = `Of ${single.length} events published one by one, half came within ${inWords(waitMs)}.`;
  if (waitMs < SLOW_MS) return finding.ok("Events come as they happen", seen);
  return finding.fault("Events wait before they are sent", seen, CURE);
}

function judgeFilled(fillerBytes: number, _waits: readonly number[]): Finding {
  return finding.fault(
    `Events are held back until ${bytesInWords(fillerBytes)} have gathered`,
    "",
    CURE,
  );
}

function judgeBursts(plain: Recording): Finding {
  const bursts = burstsOf(plain.reads);
  return finding.ok(String(bursts.length), "");
}

function burstsOf(_reads: readonly Read[]): Read[][] {
  return [];
}
