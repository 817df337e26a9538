/** Whether a quiet stream gets heartbeats, and how often: proxies and phones drop silent connections. */

import { resultsOf } from "../check-result.ts";
import type { Check } from "../observations.ts";
import { isOpened, median, silences } from "../recording.ts";
import { counted } from "../../report/figures.ts";
import { inWords } from "../words.ts";

const finding = resultsOf("heartbeat");

const CURE = "Send a comment line (:) every 15 s or so while there are no events.";

export const heartbeat: Check = ({ plain, quiet, patience, publishing }) => {
  if (!isOpened(plain)) return [];
  const watchedMs = quiet.toMs - quiet.fromMs;
  const times = plain.comments.map(({ atMs }) => atMs).filter((atMs) => atMs > quiet.fromMs);
  const longestMs = Math.max(0, ...silences(plain, quiet.fromMs, quiet.toMs));
  const watched = `Watched for ${inWords(watchedMs)}; the longest silence was ${inWords(longestMs)}.`;
  if (times.length >= 2) {
    const periods = times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs));
    const period = `about every ${inWords(median(periods))}`;
    return [
      finding.ok(
        `There is a heartbeat, ${period}`,
        `${counted(times.length, "comment")}. ${watched}`,
      ),
    ];
  }
  // A comment right at the start does not count.
  const openedAtMs = plain.head?.atMs ?? 0;
  const isLate = longestMs > patience.heartbeatMs;
  const [only] = times;
  if (only !== undefined && (isLate || only - openedAtMs > patience.headMs)) {
    return [finding.ok("There is a heartbeat", `One comment arrived. ${watched}`)];
  }
  if (publishing?.filler?.hasHelped === true) {
    return [
      finding.unknown(
        "Whether there is a heartbeat",
        "The stream is held back, and a heartbeat would be too.",
        "Fix the buffering first.",
      ),
    ];
  }
  if (isLate) return [finding.fault("There is no heartbeat", watched, CURE)];
  return [
    finding.unknown(
      "Whether there is a heartbeat",
      `The stream was not quiet for long enough to need one. ${watched}`,
      "Watch for longer than 15 s with --seconds, or when there are fewer events.",
    ),
  ];
};
