/** One client that resumes, until the first event that it missed is there. */

import { formatEventId, type LogPosition } from "#protocol";
import { ClientTarget, MeasuringClient } from "../client/index.ts";

/** What has not come by then is lost. */
const GIVE_UP_MS = 10_000;

export interface Resumption {
  /** From the request sent to the first event's last byte read, which is in the same read as its first. */
  readonly firstEventMs: number;
  /** Whether it was the one after the place that was resumed from. */
  readonly isNext: boolean;
}

/** Resumes `behind` events behind `head`, and leaves; `undefined` when no event came. */
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
        // The rest of the page is nobody's to parse: others wait for the same core.
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
