/** Publishes the same event several times, one after the other, until one is refused or somebody stops it. */

import { pause } from "../../common/body-texts.ts";
import type { PublishForm, PublishOutcome } from "../../feed/hub-api.ts";

export const MAX_TIMES = 1_000;
export const MAX_PAUSE_MS = 60_000;

export interface Repetition {
  /** From 1 to `MAX_TIMES`. */
  readonly times: number;
  /** From an answer to the next publish, up to `MAX_PAUSE_MS`. */
  readonly pauseMs: number;
}

export interface RepeatOptions extends Repetition {
  readonly form: PublishForm;
  readonly publish: (form: PublishForm) => Promise<PublishOutcome>;
  readonly signal: AbortSignal;
  readonly onPublished: (count: number) => void;
}

/** Returns the last outcome; `undefined` if it was stopped before the first. */
export async function publishRepeatedly(
  options: RepeatOptions,
): Promise<PublishOutcome | undefined> {
  const { form, publish, signal, pauseMs, onPublished } = options;
  const times = Math.min(MAX_TIMES, options.times);
  let outcome: PublishOutcome | undefined;
  for (let count = 1; count <= times && !signal.aborted; count++) {
    outcome = await publish(form);
    if (outcome.kind === "refused") return outcome;
    onPublished(count);
    if (count < times) await pause(pauseMs, signal);
  }
  return outcome;
}

/** What two fields say; what is no number within the bounds is brought into them. */
export function repetitionOf(times: string, pauseMs: string): Repetition {
  return {
    times: within(Number.parseInt(times, 10), 1, MAX_TIMES),
    pauseMs: within(Number.parseInt(pauseMs, 10), 0, MAX_PAUSE_MS),
  };
}

function within(value: number, min: number, max: number): number {
  return Number.isNaN(value) ? min : Math.min(max, Math.max(min, value));
}
