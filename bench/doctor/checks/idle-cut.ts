/** Whether the stream stays open: one that the server ends makes all its readers come back at once. */

import { findingsOf } from "../finding.ts";
import type { Check } from "../observations.ts";
import { isOpened, silences } from "../recording.ts";
import { inWords } from "../words.ts";

const finding = findingsOf("idle-cut");

export const idleCut: Check = ({ plain, quiet }) => {
  if (!isOpened(plain)) return [];
  const { head, reads, end } = plain;
  const openedAtMs = head?.atMs ?? plain.startedAtMs;
  if (end === undefined) {
    return [
      finding.ok(
        "The stream stays open",
        `For ${inWords(quiet.toMs - openedAtMs)}, as long as it was watched.`,
      ),
    ];
  }
  const lastAtMs = reads.at(-1)?.atMs ?? openedAtMs;
  const silentMs = end.atMs - lastAtMs;
  const earlierMs = Math.max(0, ...silences(plain, openedAtMs, lastAtMs));
  const after = `after ${inWords(end.atMs - openedAtMs)}, ${inWords(silentMs)} after the last byte`;
  // It had never been silent for so long: that is what ended it.
  if (silentMs > earlierMs) {
    return [
      finding.fault(
        `The stream is cut when idle for ${inWords(silentMs)}`,
        `${end.outage.reason}, ${after}.`,
        "Raise the idle timeout of the server or the proxy, and send a comment well before it.",
      ),
    ];
  }
  return [
    finding.fault(
      `The stream ends after ${inWords(end.atMs - openedAtMs)}`,
      `${end.outage.reason}, ${after}. A stream that ends makes every reader connect anew.`,
      "Keep the response open; where it must end, let clients resume with ids and a jittered retry.",
    ),
  ];
};
