/** How many cores the server, the clients and the publishers use while the server is driven at full speed. */

import { SHARES } from "../comparison/speed-limit.ts";
import type { Figures } from "../comparison/comparison.ts";
import { cpuUs } from "../servers/usage.ts";

/** How many cores were used while the peer was driven; `undefined` if unknown. */
export interface CoreShares {
  /** Below 1, the peer had time left or got no more. */
  readonly server?: number;
  readonly clients?: number;
  readonly publishers?: number;
}

/** CPU time so far of everything that takes part. */
export interface Usage {
  readonly atMs: number;
  readonly serverUs: number | undefined;
  readonly clientsUs: number | undefined;
  readonly publishersUs: number;
}

/** The publishers are this process. */
export function usageOf(serverPids: readonly number[], clientPids: readonly number[]): Usage {
  const { user, system } = process.cpuUsage();
  return {
    atMs: performance.now(),
    serverUs: cpuUs(serverPids),
    clientsUs: cpuUs(clientPids),
    publishersUs: user + system,
  };
}

/** The shares over one or more stretches of time, given as the usage before and after each. */
export function sharesOf(stretches: readonly (readonly [from: Usage, to: Usage])[]): CoreShares {
  const sum = (read: (usage: Usage) => number | undefined) =>
    stretches.reduce(
      (all, [from, to]) => all + (read(to) ?? Number.NaN) - (read(from) ?? Number.NaN),
      0,
    );
  const elapsedUs = sum(({ atMs }) => atMs) * 1000;
  const share = (read: (usage: Usage) => number | undefined) => sum(read) / elapsedUs;
  const shares = {
    server: share(({ serverUs }) => serverUs),
    clients: share(({ clientsUs }) => clientsUs),
    publishers: share(({ publishersUs }) => publishersUs),
  };
  return Object.fromEntries(Object.entries(shares).filter(([, value]) => Number.isFinite(value)));
}

/** By their names among the figures of a round. */
export function shareFigures(shares: CoreShares): Figures {
  return Object.fromEntries(
    Object.entries(SHARES).flatMap(([name, who]) => {
      const share = shares[who];
      return share === undefined ? [] : [[name, share] as const];
    }),
  );
}
