/**
 * The part of a round that measures the memory of an open connection. It comes first, while the server's memory
 * holds nothing else, and needs many connections, because a heap grows in large steps.
 */

import type { PoolOpened } from "../load/clients/reports.ts";
import { pause } from "../load/time.ts";
import type { Clients } from "../load/clients/open.ts";
import { newTopic, startClients } from "./clients.ts";
import { MIN_CONNECTIONS_FOR_MEMORY } from "../load/limits.ts";
import { memoryPerConnection } from "./figures.ts";
import { AT_ONCE_PER_S } from "./saturated.ts";
import { rssBytes } from "../servers/usage.ts";
import { caution, checkOpened } from "../load/validity.ts";
import {
  connectionCounts,
  type OpenPart,
  type Part,
  type PartOutcome,
  type RoundContext,
} from "./part.ts";

const MEMORY = "server.rss_kb_per_connection";
const SHRANK = "memory per connection is unknown: the server's memory shrank while they opened";
/** By then garbage has been returned to the system: with half a second, pairs varied twice as much. */
const SETTLE_MS = 3_000;
/** Few enough for a client process to open within a second. */
const MAX_PER_WORKER = 4_000;

export const memoryPart: Part = {
  name: "memory",
  tells: [MEMORY],
  slices: () => 1,
  open: (context) => Memory.open(context),
};

/** Both servers hold their connections until memory is read, equally long after they opened. */
class Memory implements OpenPart {
  readonly #context: RoundContext;
  /** `undefined` if connections would be too few or memory is unknown. */
  readonly #clients: Clients | undefined;
  #held: Held | undefined;

  private constructor(context: RoundContext, clients: Clients | undefined) {
    this.#context = context;
    this.#clients = clients;
  }

  static async open(context: RoundContext): Promise<Memory> {
    const { peer, load } = context;
    const connections = load.heldConnections;
    if (connections < MIN_CONNECTIONS_FOR_MEMORY || peer.pids().length === 0) {
      return new Memory(context, undefined);
    }
    const workers = Math.max(load.workers, Math.ceil(connections / MAX_PER_WORKER));
    const many = { ...context, load: { ...load, connections, workers } };
    return new Memory(context, await startClients(many, newTopic()));
  }

  async measure(): Promise<void> {
    if (this.#clients === undefined) return;
    const before = rssBytes(this.#context.peer.pids());
    const opened = await this.#clients.pool.open(AT_ONCE_PER_S, this.#context.signal);
    this.#held = { before, opened, sinceMs: performance.now() };
  }

  async finish(): Promise<PartOutcome> {
    if (this.#held === undefined) return { figures: {}, findings: [] };
    const { peer, load, signal } = this.#context;
    const { before, opened, sinceMs } = this.#held;
    await pause(sinceMs + SETTLE_MS - performance.now(), signal);
    const figures = memoryPerConnection(before, rssBytes(peer.pids()), opened.open);
    return {
      figures,
      findings: [
        ...checkOpened(opened, load.heldConnections),
        ...(MEMORY in figures ? [] : [caution(SHRANK, "use more --connections")]),
      ],
      counts: connectionCounts(load.heldConnections, opened.failures),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#clients?.[Symbol.asyncDispose]();
  }
}

/** The open connections, and the server's memory before them. */
interface Held {
  readonly before: number | undefined;
  readonly opened: PoolOpened;
  readonly sinceMs: number;
}
