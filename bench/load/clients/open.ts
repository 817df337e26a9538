/** The only way to start client processes: they report progress while they run, and always end with the run. */

import type { Progress } from "../../report/progress-state.ts";
import type { LoadConfig } from "../../result/result.ts";
import type { CountingOrder } from "./messages.ts";
import { type PoolOptions, WorkerPool } from "./pool.ts";

const SHOW_MS = 250;
/** Every 50th client parses its events, but never fewer than ten. */
const READS_EVERY = 50;
const LEAST_READERS = 10;

export interface Clients extends AsyncDisposable {
  readonly pool: WorkerPool;
}

/** Starts the processes, without any clients. */
export async function startClients(options: PoolOptions, progress: Progress): Promise<Clients> {
  const pool = await WorkerPool.start(options);
  const { count: connections } = options;
  const show = () => progress.count?.({ connections, ...pool.progress });
  const showing = setInterval(show, SHOW_MS);
  return {
    pool,
    [Symbol.asyncDispose]() {
      clearInterval(showing);
      show();
      return pool.stop();
    },
  };
}

/**
 * For a server at full speed: if every client parsed its events, that would cost several times what the server does,
 * and limit the rate.
 */
export function mostlyCounting(
  { connections, sizeBytes }: Pick<LoadConfig, "connections" | "sizeBytes">,
  leastReaders = LEAST_READERS,
): CountingOrder {
  const readsEvery = Math.max(1, Math.min(READS_EVERY, Math.floor(connections / leastReaders)));
  return { readsEvery, minBytes: sizeBytes };
}
