/** Starts those who serve: in the main thread, or in as many threads as wanted. */

import { StreamCounts } from "../hub/caps.ts";
import { processUsage } from "../system/process-usage.ts";
import type { Core, Serving } from "./link.ts";
import { type Server, serve } from "./serve.ts";
import { allStreams, ownStreams } from "./streams.ts";
import { Threads } from "./threads.ts";

const MAX_AUTO_THREADS = 8;
/** With fewer cores, threads only take them from each other and from the core. */
const MIN_CORES = 3;

/**
 * How many threads to start on a machine with so many cores. `say` gets a line if it is not what was wanted: only Linux
 * shares new connections to one port out among those who listen.
 */
export function threadsFor(
  wanted: number | "auto",
  { cores, platform }: { readonly cores: number; readonly platform: string },
  say: (line: string) => void,
): number {
  const isSharedOut = platform === "linux";
  if (wanted === "auto") {
    return isSharedOut && cores >= MIN_CORES ? Math.min(MAX_AUTO_THREADS, cores - 1) : 1;
  }
  if (wanted > 1 && !isSharedOut) {
    say(`--threads is 1, not ${wanted}: this system does not share connections to one port out`);
    return 1;
  }
  return wanted;
}

/**
 * `onEnded` is called when a thread has ended by itself; what it gets says why.
 * @throws {CannotListenError} when the hub cannot listen as configured
 */
export async function startServing(
  core: Core,
  threads: number,
  onEnded: (why: string) => void,
): Promise<Serving> {
  return threads === 1 ? serveInMainThread(core) : await Threads.start(core, threads, onEnded);
}

/** By function calls. */
function serveInMainThread(core: Core): Serving {
  const { config, log, maxStreams } = core;
  let server: Server | undefined;
  const own = [ownStreams(() => server?.hub)];
  server = serve({
    ...core,
    link: {
      ...core,
      ...allStreams(() => own, core.wallMs),
      log,
      cutElsewhere: () => Promise.resolve(false),
    },
    caps: new StreamCounts({ maxStreams, perAddress: config.perAddress }),
    threads: 1,
    thread: 0,
    say: console.error,
  });
  const { hub, port, stop } = server;
  const usage = processUsage();
  return {
    port,
    stop,
    counters: hub.counters,
    topicReaders: hub.topicReaders,
    get state() {
      return hub.state;
    },
    get isDraining() {
      return hub.isDraining;
    },
    get threads() {
      const { connections } = hub.state;
      return [{ connections, deliveries: hub.counters.deliveries, cpuUs: usage().cpuUs }];
    },
    forgetLongest() {},
    collect: () => Promise.resolve(),
    announce: (draft) => hub.announce(draft),
    drain: (drainMs) => hub.drain(drainMs),
  };
}
