/** Whether events have ids, without which a reader that was away cannot say where to resume. */

import { resultsOf } from "../check-result.ts";
import type { Check } from "../observations.ts";
import { identified, isOpened } from "../recording.ts";
import { counted } from "../../report/figures.ts";

const finding = resultsOf("ids");

export const ids: Check = ({ plain }) => {
  if (!isOpened(plain)) return [];
  const events = plain.arrivals.length;
  if (plain.undecodable !== undefined) {
    return [
      finding.unknown(
        "Whether events have ids",
        `The stream cannot be read: ${plain.undecodable}.`,
        "Fix the compression first.",
      ),
    ];
  }
  if (events === 0) {
    return [
      finding.unknown(
        "Whether events have ids",
        "No event arrived while the stream was watched.",
        "Pass --publish-url, or watch for longer with --seconds.",
      ),
    ];
  }
  const own = identified(plain.arrivals).length;
  if (own === 0) {
    return [
      finding.fault(
        "Events have no ids",
        `None of ${counted(events, "event")} had one: a reader loses whatever happens while it is away.`,
        "Give every event an id: line with its position in the order.",
      ),
    ];
  }
  if (own < events) {
    return [
      finding.advice(
        "Not every event has an id of its own",
        `${own} of ${counted(events, "event")} had one.`,
        "Give one to each event that a reader must not miss.",
      ),
    ];
  }
  return [finding.ok("Every event has an id", `${counted(events, "event")} with as many ids.`)];
};
