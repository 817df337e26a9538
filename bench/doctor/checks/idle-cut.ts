/** Whether the stream stays open; if the server ends it, all its readers reconnect at once. */

import { resultsOf } from "../check-result.ts";
import type { Check } from "../observations.ts";
import { isOpened, longestOf, silencesBetween } from "../recording.ts";
import { inWords } from "../words.ts";

/** No idle timeout is shorter. */
const LEAST_IDLE_MS = 1_000;

const finding = resultsOf("idle-cut");

export const idleCut: Check = ({ plain, quiet }) => {
  if (!isOpened(plain)) return [];
  const { head, lastReadAtMs, end } = plain;
  const openedAtMs = head?.atMs ?? plain.startedAtMs;
  if (end === undefined) {
    return [
      finding.ok(
        "The stream stays open",
        `For ${inWords(quiet.toMs - openedAtMs)}, for as long as it was watched.`,
      ),
    ];
  }
  if (end.outage.kind === "limit") {
    return [
      finding.unknown(
        "Whether the stream stays open",
        `The doctor stopped reading it: ${end.outage.reason}.`,
        "Send smaller events; clients other than browsers have such limits too.",
      ),
    ];
  }
  const lastAtMs = lastReadAtMs ?? openedAtMs;
  const silentMs = end.atMs - lastAtMs;
  const earlierMs = longestOf(silencesBetween(plain, openedAtMs, lastAtMs));
  const after = `after ${inWords(end.atMs - openedAtMs)}, ${inWords(silentMs)} after the last byte`;
  // The longest silence so far, so it is what ended the stream.
  if (silentMs > earlierMs && silentMs >= LEAST_IDLE_MS) {
    return [
      finding.fault(
        `The stream is cut after an idle time of ${inWords(silentMs)}`,
        `${end.outage.reason}, ${after}.`,
        "Raise the idle timeout of the server or the proxy, and send a comment well within it.",
      ),
    ];
  }
  return [
    finding.fault(
      `The stream ends after ${inWords(end.atMs - openedAtMs)}`,
      `${end.outage.reason}, ${after}. A stream that ends makes every reader reconnect.`,
      "Keep the response open; if it must end, let clients resume with ids and a jittered retry.",
    ),
  ];
};
