/** Which peers to measure: names after `peers`, and addresses as `--url NAME=http://…`. Pure. */

import { didYouMean } from "#flags";
import { type GivenPeer, readGivenPeer } from "../servers/given.ts";
import { peers } from "../servers/peers.ts";
import type { PeersChoice } from "../peers/run-peers.ts";

/** Adds what is wrong to `faults`. */
export function peersChoiceOf(
  names: readonly string[],
  urls: readonly string[],
  faults: string[],
): PeersChoice {
  const known = peers.map(({ name }) => name);
  for (const name of names.filter((one) => !known.includes(one))) {
    const hint = didYouMean(name, known);
    faults.push(`There is no peer '${name}': choose one of ${known.join(", ")}${hint}`);
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
    const why =
      peer === undefined ? "expected NAME=http://…" : `there is already a peer '${peer.name}'`;
    faults.push(`--url is '${text}': ${why}`);
    return [];
  });
}
