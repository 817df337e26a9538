/** Whether the response's head arrives at once, or only with the first event; until then nothing is open. */

import { resultsOf } from "../check-result.ts";
import type { Check } from "../observations.ts";
import { inWords } from "../words.ts";

const finding = resultsOf("late-headers");

/** A head later than this is late. */
const LATE_MS = 1_000;
/** Bytes within this time of the head were sent together with it. */
const TOGETHER_MS = 50;

const CURE =
  "Write the first bytes (a comment or retry:) as soon as the request is accepted, and flush them: " +
  "many servers hold the headers back until the body begins.";

export const lateHeaders: Check = ({ plain }) => {
  const { head, startedAtMs, reads, end } = plain;
  if (head === undefined) {
    if (end !== undefined) return [];
    return [
      finding.fault(
        "No response headers arrive",
        "The connection was accepted and the request sent, but no response arrived while the doctor waited.",
        CURE,
      ),
    ];
  }
  const delayMs = head.atMs - startedAtMs;
  const seen = `The headers arrived ${inWords(delayMs)} after the request.`;
  if (delayMs < LATE_MS) return [finding.ok("The headers arrive at once", seen)];
  const [first] = reads;
  if (first !== undefined && first.atMs - head.atMs <= TOGETHER_MS) {
    return [
      finding.fault(
        "The headers arrive only with the first event",
        `${seen} The first bytes of the stream arrived with them; until then clients stay in CONNECTING.`,
        CURE,
      ),
    ];
  }
  return [finding.advice("The headers are slow", seen, "Respond before doing anything slow.")];
};
