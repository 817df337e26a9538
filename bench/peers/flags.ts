/** Which peers were asked for: names after `peers`, and addresses as `--url NAME=http://…`. Pure. */

import { type GivenPeer, readGivenPeer } from "./given.ts";
import { peers } from "./index.ts";

export interface PeersChoice {
  /** Names of `peers`; empty for all. This hub is always among them. */
  readonly only: readonly string[];
  readonly extraPeers: readonly GivenPeer[];
}

/** Notes in `faults` what it cannot take. */
export function readPeersChoice(
  names: readonly string[],
  urls: readonly string[],
  faults: string[],
): PeersChoice {
  const known = peers.map(({ name }) => name);
  for (const name of names) {
    if (!known.includes(name))
      faults.push(`There is no peer '${name}': choose of ${known.join(", ")}`);
  }
  return { only: names, extraPeers: readGivenPeers(urls, known, faults) };
}

function readGivenPeers(
  texts: readonly string[],
  known: readonly string[],
  faults: string[],
): GivenPeer[] {
  const taken = new Set(known);
  return texts.flatMap((text) => {
    const peer = readGivenPeer(text);
    if (peer !== undefined && !taken.has(peer.name)) {
      taken.add(peer.name);
      return [peer];
    }
    const why = peer === undefined ? "expected NAME=http://…" : `there is a '${peer.name}' already`;
    faults.push(`--url is '${text}': ${why}`);
    return [];
  });
}
