/** Whether a reader that was away gets what it missed, once, and nothing it already had. */

import type { StreamEvent } from "../../client/index.ts";
import { type CheckResult, resultsOf } from "../check-result.ts";
import type { Check, Resumption } from "../observations.ts";
import { keyOf } from "../recording.ts";
import { counted } from "../../report/figures.ts";

const finding = resultsOf("resume");

type Resumed = Extract<Resumption, { kind: "resumed" }>;

export const resume: Check = ({ plain, resumption }) => {
  if (plain.head?.head.status !== 200) return [];
  if (resumption.kind === "unknown") {
    return [
      finding.unknown(
        "Whether the stream resumes",
        `The check could not finish: ${resumption.reason}.`,
        "Pass --publish-url, so that the doctor can publish events to miss.",
      ),
    ];
  }
  if (isRenumbered(resumption)) {
    return [
      finding.unknown(
        "Whether the stream resumes",
        "After the cut, missed events came with other ids, or their ids with other data: either each connection " +
          "numbers its own events, or they are written anew when they are resent.",
        "Give each event one id, and the same data, on all connections.",
      ),
    ];
  }
  const faults = [judgeMissed(resumption), judgeRepeated(resumption)].filter(
    (found) => found !== undefined,
  );
  if (faults.length > 0) return faults;
  const count = counted(resumption.missed.length, "event");
  return [
    finding.ok(
      "Resuming works",
      `After a cut, Last-Event-ID brought the ${count} missed, once each.`,
    ),
  ];
};

/** Whether a missed event did not come itself, but its id did, or data that only it has. */
function isRenumbered({ before, missed, after }: Resumed): boolean {
  const keys = new Set(after.map(keyOf));
  const ids = new Set(after.map(({ id }) => id));
  const timesIn = (events: readonly StreamEvent[], wanted: StreamEvent) =>
    events.filter(({ type, data }) => type === wanted.type && data === wanted.data).length;
  const isOnly = (event: StreamEvent) =>
    timesIn([...before, ...missed], event) === 1 && timesIn(after, event) === 1;
  return missed.some((event) => !keys.has(keyOf(event)) && (ids.has(event.id) || isOnly(event)));
}

function judgeMissed({ missed, after, lastEventId, isLive }: Resumed): CheckResult | undefined {
  const got = new Set(after.map(keyOf));
  const lost = missed.filter((event) => !got.has(keyOf(event))).length;
  if (lost === 0) return undefined;
  if (!isLive) {
    return finding.unknown(
      "Whether the stream resumes",
      "The resumed stream sent no event at all while the doctor waited.",
      "Pass --publish-url, or watch for longer with --seconds.",
    );
  }
  const isIgnored = lost === missed.length;
  return finding.fault(
    isIgnored ? "Last-Event-ID is ignored" : "Resuming loses events",
    `${lost} of ${counted(missed.length, "event")} that happened while the connection was cut did ` +
      `not come with Last-Event-ID: ${lastEventId}.`,
    "Keep recent events, and on Last-Event-ID send those after it before new ones.",
  );
}

function judgeRepeated({ before, after, lastEventId }: Resumed): CheckResult | undefined {
  const keys = after.map(keyOf);
  const hadBefore = new Set(before.map(keyOf));
  const repeated = keys.filter((key) => hadBefore.has(key)).length;
  const twice = keys.length - new Set(keys).size;
  if (repeated + twice === 0) return undefined;
  return finding.fault(
    "Resuming repeats events",
    repeated > 0
      ? `${counted(repeated, "event")} that the reader already had came again when it resumed ` +
          `after ${lastEventId}.`
      : `${counted(twice, "event")} came twice after the resume.`,
    "On Last-Event-ID start with the event after it, and join the live stream without overlap.",
  );
}
