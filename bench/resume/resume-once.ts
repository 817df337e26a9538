/** One client that resumes, until the first event that it missed arrives. */

import { formatEventId, type LogPosition } from "#protocol";
import { ClientTarget, MeasuringClient } from "../client/index.ts";

/** An event that has not arrived by then is lost. */
const GIVE_UP_MS = 10_000;

export interface Resumption {
  /** From sending the request to reading the first event, whose last byte is in the same read as its first. */
  readonly firstEventMs: number;
  /** Whether it was the event right after the position resumed from. */
  readonly isNext: boolean;
}

/** Resumes `behind` events behind `head`, and leaves; `undefined` if no event arrived. */
export async function resumeOnce(
  url: string,
  head: LogPosition,
  behind: number,
): Promise<Resumption | undefined> {
  const position = head.position - behind;
  const { promise, resolve } = Promise.withResolvers<Resumption | undefined>();
  const target = new ClientTarget({
    url,
    reconnects: false,
    callbacks: {
      onEvent: ({ id }, resuming) => {
        resolve({
          firstEventMs: performance.now() - resuming.connectedAtMs,
          isNext: id === formatEventId(head.epoch, position + 1),
        });
        // Does not parse the rest of the page, since others wait for the same core.
        resuming.close();
      },
      onFail: () => resolve(undefined),
    },
  });
  const lastEventId = formatEventId(head.epoch, position);
  const client = new MeasuringClient(target, { lastEventId });
  const givingUp = setTimeout(() => resolve(undefined), GIVE_UP_MS);
  const resumption = await promise;
  clearTimeout(givingUp);
  client.close();
  return resumption;
}
