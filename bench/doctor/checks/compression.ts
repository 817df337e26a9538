/** Whether the stream is compressed, and if so, whether every event is flushed. */

import { type CheckResult, resultsOf } from "../check-result.ts";
import type { Check, Observations } from "../observations.ts";
import { headerOf, isOpened } from "../recording.ts";
import { counted } from "../../report/figures.ts";

const finding = resultsOf("compression");

const CURE =
  "Leave event streams out of the compressing middleware, or flush the compressor after every event.";

export const compression: Check = (seen) => {
  const { plain, compressed } = seen;
  if (!isOpened(compressed)) return [];
  const unasked = headerOf(plain, "content-encoding").toLowerCase();
  if (unasked !== "" && unasked !== "identity") {
    return [
      finding.fault(
        `The stream is compressed (${unasked}) for a client that did not accept it`,
        "A client that cannot decode it cannot read the stream.",
        "Compress only if Accept-Encoding allows it.",
      ),
    ];
  }
  const encoding = headerOf(compressed, "content-encoding").toLowerCase();
  if (encoding === "" || encoding === "identity") {
    return [finding.ok("The stream is not compressed", "Compression cannot hold events back.")];
  }
  return [judgeFlushing(encoding, seen)];
};

function judgeFlushing(
  encoding: string,
  { plain, compressed, patience, quiet }: Observations,
): CheckResult {
  const since = compressed.head?.atMs ?? 0;
  // An event this late may still have been in flight.
  const until = quiet.toMs - patience.eventMs;
  const expected = plain.arrivals.filter(({ atMs }) => atMs >= since && atMs < until).length;
  const got = compressed.arrivals.length;
  if (expected === 0) {
    return finding.unknown(
      `The stream is compressed (${encoding}); unknown whether every event is flushed`,
      "No event arrived while it was watched.",
      "To find out, pass --publish-url, so that the doctor can publish events.",
    );
  }
  if (got < expected) {
    return finding.fault(
      `Compression (${encoding}) holds events back`,
      `Of ${counted(expected, "event")} on the plain stream, the compressed one had brought ${got}.`,
      CURE,
    );
  }
  return finding.advice(
    `The stream is compressed (${encoding}), flushed after every event`,
    `All of ${counted(expected, "event")} arrived in time. A compressor for each connection costs memory.`,
    "Keep it only for large events.",
  );
}
