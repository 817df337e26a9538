/** The one way to client processes: they show how they stand for as long as they are there, and end whatever happens. */

import type { Progress } from "../../report/progress-state.ts";
import { type PoolOptions, WorkerPool } from "./pool.ts";

const SHOW_MS = 250;

export interface Clients extends AsyncDisposable {
  readonly pool: WorkerPool;
}

/** Starts the processes; they have no clients yet. */
export async function startClients(options: PoolOptions, progress: Progress): Promise<Clients> {
  const pool = await WorkerPool.start(options);
  const { count: connections } = options;
  const show = () => progress.count?.({ connections, ...pool.progress });
  const showing = setInterval(show, SHOW_MS);
  return {
    pool,
    [Symbol.asyncDispose]() {
      clearInterval(showing);
      return pool.stop();
    },
  };
}
