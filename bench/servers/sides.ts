/** What can be compared: revisions of this hub, servers at addresses, and servers that a command starts. */

import { given } from "./given.ts";
import { EXIT } from "../bench-error.ts";
import { commandSide } from "./command.ts";
import { requireDelivery } from "./delivery.ts";
import type { ComparedSide, Paths } from "./server.ts";
import { revisionSide } from "./revision.ts";
import type { Worktrees } from "./worktree.ts";

/** How the user named one side. */
export type SideChoice =
  | { readonly kind: "revision"; readonly ref: string }
  | { readonly kind: "address"; readonly url: URL; readonly paths: Paths }
  | {
      readonly kind: "command";
      readonly command: string;
      /** The revision in whose checkout it runs; omitted: the folder of the bench. */
      readonly ref: string | undefined;
      readonly paths: Paths;
    };

export interface SideLoad {
  readonly heldConnections: number;
  /** Threads of a side that is a revision. Default: as many as it has by itself. */
  readonly hubThreads?: number;
}

/**
 * Starts the side once, publishes an event to it, and ends it: a side that cannot run is reported before anything is
 * measured, and both have their files in the cache before the first round.
 * @throws {BenchError} if there is no such side, or it does not start; with the exit code `whenBroken` if it starts but
 * delivers nothing
 */
export async function openSide(
  choice: SideChoice,
  worktrees: Worktrees,
  { heldConnections, hubThreads }: SideLoad,
  signal: AbortSignal,
  whenBroken: number = EXIT.usage,
): Promise<ComparedSide> {
  const side = await findSide(choice, worktrees, hubThreads, signal);
  if (signal.aborted) return side;
  const server = await side.start(heldConnections);
  try {
    await requireDelivery(server, side.side.name, whenBroken);
  } finally {
    await server.stop();
  }
  return side;
}

async function findSide(
  choice: SideChoice,
  worktrees: Worktrees,
  hubThreads: number | undefined,
  signal: AbortSignal,
): Promise<ComparedSide> {
  switch (choice.kind) {
    case "revision":
      return revisionSide(await worktrees.checkout(choice.ref, signal), hubThreads);
    case "address":
      return addressSide(choice.url, choice.paths);
    case "command": {
      const { command, ref, paths } = choice;
      const checkout = ref === undefined ? undefined : await worktrees.checkout(ref, signal);
      return commandSide(command, paths, checkout);
    }
  }
}

/** An address without a path is an origin, as everywhere in the bench. */
function addressSide(url: URL, paths: Paths): ComparedSide {
  const eventsUrl = url.pathname === "/" ? new URL(paths.events, url) : url;
  const publishUrl = paths.publish === paths.events ? eventsUrl : new URL(paths.publish, url);
  const peer = given({ name: url.host, url: eventsUrl });
  return {
    side: { name: url.href },
    isForeign: true,
    warnings: [
      `${url.href} is not restarted between rounds, so they share one process, and its CPU time and memory are unknown: let the bench start it with --base-cmd or --head-cmd`,
    ],
    async start(connections) {
      const running = await peer.start(connections);
      if (running.kind !== "running") throw new Error(running.reason);
      return { ...running, eventsUrl, publishUrl };
    },
  };
}
