/** Whether a quiet stream gets heartbeats, and how often: proxies and phones drop silent connections. */

import { resultsOf } from "../check-result.ts";
import type { Check } from "../observations.ts";
import { isOpened, longestOf, median, type Recording, silencesBetween } from "../recording.ts";
import { counted } from "../../report/figures.ts";
import { inWords } from "../words.ts";

const finding = resultsOf("heartbeat");

/** Many proxies drop a connection that is silent for this long. */
const RARE_MS = 30_000;
/** An event this soon after a silence has ended it. */
const TOGETHER_MS = 50;

const CURE = "Send a comment line (:) every 15 s or so while there are no events.";

export const heartbeat: Check = ({ plain, quiet, patience, publishing }) => {
  if (!isOpened(plain)) return [];
  const longestMs = longestOf(silencesBetween(plain, quiet.fromMs, quiet.toMs));
  const silence =
    longestMs === 0 ? "it was never silent" : `the longest silence was ${inWords(longestMs)}`;
  const watched = `Watched for ${inWords(quiet.toMs - quiet.fromMs)}; ${silence}.`;
  const beats = beatsOf(plain, quiet.fromMs);
  if (beats.length > 0 && longestMs > RARE_MS) {
    return [finding.advice("Heartbeats are rare", watched, CURE)];
  }
  if (beats.length > 0) {
    const periods = beats.slice(1).map((atMs, index) => atMs - (beats[index] ?? atMs));
    const period = periods.length === 0 ? "" : `, about every ${inWords(median(periods))}`;
    return [
      finding.ok(
        `There is a heartbeat${period}`,
        `${counted(beats.length, "heartbeat")}. ${watched}`,
      ),
    ];
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
  if (longestMs > patience.heartbeatMs)
    return [finding.fault("There is no heartbeat", watched, CURE)];
  return [
    finding.unknown(
      "Whether there is a heartbeat",
      `The stream was not quiet for long enough to need one. ${watched}`,
      "Watch for longer than 15 s with --seconds, or when there are fewer events.",
    ),
  ];
};

/** When something other than an event ended a silence. */
function beatsOf({ silences, arrivals }: Recording, sinceMs: number): number[] {
  const events = arrivals.map(({ atMs }) => atMs);
  return silences
    .map(({ toMs }) => toMs)
    .filter((toMs) => toMs > sinceMs)
    .filter((toMs) => !events.some((atMs) => atMs >= toMs && atMs <= toMs + TOGETHER_MS));
}
