/** A server that is already running, given as `--url NAME=http://…`: measured like the others, apart from its processes. */

import { runningTarget } from "./target.ts";
import { jsonBody, type Peer } from "./server.ts";

export interface GivenPeer {
  readonly name: string;
  /** An origin, or the address of its events; publishes go there too. */
  readonly url: URL;
}

/** Reads `NAME=http://…`; `undefined` for any other text. */
export function readGivenPeer(text: string): GivenPeer | undefined {
  const [, name, address] = /^([\w.-]{1,40})=(.+)$/.exec(text) ?? [];
  if (name === undefined || address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === "http:" || url.protocol === "https:" ? { name, url } : undefined;
}

/** `start` throws a `BenchError` if nothing answers there, or the answer is not an event stream. */
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
        pids: () => [],
        stop,
      };
    },
  };
}
