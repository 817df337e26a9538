/** A server that somebody else started, given as `--url NAME=http://…`: measured like the others, but for what only its machine knows. */

import { runningTarget } from "./target.ts";
import { jsonBody, type Peer } from "./server.ts";

export interface GivenPeer {
  readonly name: string;
  /** An origin, or the address of events; it takes publishes there too. */
  readonly url: URL;
}

/** Reads `NAME=http://…`; `undefined` for any other text. */
export function readGivenPeer(text: string): GivenPeer | undefined {
  const [, name, address] = /^([\w.-]{1,40})=(.+)$/.exec(text) ?? [];
  if (name === undefined || address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === "http:" || url.protocol === "https:" ? { name, url } : undefined;
}

/** `start` throws a `BenchError` when nothing answers there, or what answers is no event stream. */
export function given({ name, url }: GivenPeer): Peer {
  return {
    name,
    about: url.href,
    async start() {
      const { eventsUrl, stop } = await runningTarget(url);
      return {
        kind: "running",
        eventsUrl,
        publishUrl: eventsUrl,
        publishBody: jsonBody,
        pids: [],
        stop,
      };
    },
  };
}
