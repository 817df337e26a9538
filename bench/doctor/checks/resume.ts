/** Whether a reader that was away gets what it missed, once, and nothing it already had. */

import { type CheckResult, resultsOf } from "../check-result.ts";
import type { Check, Resumption } from "../observations.ts";
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

function judgeMissed({ missed, after, lastEventId }: Resumed): CheckResult | undefined {
  const got = new Set(after.map(({ id }) => id));
  const lost = missed.filter(({ id }) => !got.has(id)).length;
  if (lost === 0) return undefined;
  if (after.length === 0) {
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
  const ids = after.map(({ id }) => id);
  const hadBefore = new Set(before);
  const repeated = ids.filter((id) => hadBefore.has(id)).length;
  const twice = ids.length - new Set(ids).size;
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
