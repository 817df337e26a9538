/**
 * The part of a round that tells what an open connection weighs: the first, while the server's memory
 * holds nothing else. Many connections, since a server's heap grows in steps that few would not hide.
 */

import { pause } from "../load/until.ts";
import { newTopic, type PartContext, withClients } from "../peers/clients.ts";
import { MIN_CONNECTIONS_FOR_MEMORY, type RoundFigures } from "../peers/load.ts";
import { rssBytes } from "../peers/usage.ts";
import { checkOpened, type Finding } from "../scenarios/validity.ts";

/** All arrivals are due within a moment: how they come is not what is measured. */
const AT_ONCE_PER_S = 1_000_000;
/** What was garbage has gone back to the system by then, most of it. */
const SETTLE_MS = 500;
/** Few enough that client processes open them within a second. */
const MAX_PER_WORKER = 4_000;

export interface MemoryOutcome {
  readonly figures: RoundFigures;
  readonly findings: readonly Finding[];
}

/** Opens so many connections and closes them; without figures where they are too few, or memory is not told. */
export function measureMemory(context: PartContext, connections: number): Promise<MemoryOutcome> {
  const { peer, load, signal } = context;
  if (connections < MIN_CONNECTIONS_FOR_MEMORY || peer.pids.length === 0) {
    return Promise.resolve({ figures: {}, findings: [] });
  }
  const workers = Math.max(load.workers, Math.ceil(connections / MAX_PER_WORKER));
  const many = { ...context, load: { ...load, connections, workers } };
  return withClients(many, newTopic(), async (pool) => {
    const before = rssBytes(peer.pids);
    const opened = await pool.open(AT_ONCE_PER_S, signal);
    await pause(SETTLE_MS, signal);
    const after = rssBytes(peer.pids);
    return {
      figures: perConnection(before, after, opened.open),
      findings: checkOpened(opened, connections),
    };
  });
}

function perConnection(
  before: number | undefined,
  after: number | undefined,
  open: number,
): RoundFigures {
  if (before === undefined || after === undefined || open === 0) return {};
  return { "server.rss_kb_per_connection": (after - before) / 1024 / open };
}
