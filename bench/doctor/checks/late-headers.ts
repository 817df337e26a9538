/** Whether the response's head arrives at once, or only with the first event; until then nothing is open. */

import { resultsOf } from "../check-result.ts";
import type { Check } from "../observations.ts";
import type { Recording } from "../recording.ts";
import { inWords } from "../words.ts";

const finding = resultsOf("late-headers");

/** A later head is late. */
const LATE_MS = 1_000;
/** What arrives within this time was sent together. */
const TOGETHER_MS = 50;

const CURE =
  "Write the first bytes (a comment or retry:) as soon as the request is accepted, and flush them: " +
  "many servers hold the headers back until the body begins.";

export const lateHeaders: Check = ({ plain, compressed, foreign }) => {
  const { head, startedAtMs, end } = plain;
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
  const late = [compressed, foreign].filter((other) => isLate(other));
  if (late.length > 0 && late.every((other) => isWoken(other, plain))) {
    return [
      finding.fault(
        "The headers arrive only with the first event",
        `${seen} Those of later requests arrived when an open stream got an event; until then clients stay in CONNECTING.`,
        CURE,
      ),
    ];
  }
  return [finding.advice("The headers are slow", seen, "Respond before doing anything slow.")];
};

function isLate({ head, startedAtMs }: Recording): boolean {
  return head !== undefined && head.atMs - startedAtMs >= LATE_MS;
}

/** Whether the head arrived as the open stream, silent before, got something: a slow server responds at any time. */
function isWoken({ head }: Recording, { silences }: Recording): boolean {
  return silences.some(({ toMs }) => Math.abs(toMs - (head?.atMs ?? 0)) <= TOGETHER_MS);
}
