/**
 * Many serving threads on one port, and the core's side of each one's link. The system shares new connections out among
 * them.
 */

import { randomInt } from "node:crypto";
import type { Draft } from "#protocol";
import { type Counters, sumOfCounters } from "../hub/counters.ts";
import type { HubState } from "../hub/hub.ts";
import type { TopicReaders } from "../hub/topic-readers.ts";
import { reservePort } from "../listen.ts";
import type { DurableEvent } from "../log/event-log.ts";
import type { ThreadReading } from "../stats/sampler.ts";
import { type Counted, recount } from "../stats/tally.ts";
import type {
  Core,
  CoreCalls,
  Serving,
  Streams,
  ThreadCalls,
  ThreadReport,
  ThreadStreams,
} from "./link.ts";
import { benchCalls } from "./bench-link.ts";
import { Port } from "./port.ts";
import { shareBatch } from "./shared-batch.ts";
import { newSharedCaps } from "./shared-caps.ts";
import { allStreams } from "./streams.ts";
import { readersOfAll } from "./topics-link.ts";
import { workerScript } from "./worker-script.ts";

const MAX_SEED = 2 ** 32;

interface Thread {
  readonly port: Port<ThreadCalls, CoreCalls>;
  readonly streams: ThreadStreams;
  report: ThreadReport | undefined;
  /** Since the last `forgetLongest()`. */
  longestLagMs: number | null;
  longestCanaryMs: number | null;
}

export class Threads implements Serving {
  readonly port: number;
  readonly topicReaders: TopicReaders;
  readonly #core: Core;
  readonly #threads: readonly Thread[];
  /** In how many threads each selector is in use. */
  readonly #selectors = new Map<string, number>();
  #isDraining = false;
  #collecting: Promise<void> | undefined;

  private constructor(core: Core, threads: readonly Thread[], port: number) {
    this.#core = core;
    this.#threads = threads;
    this.port = port;
    this.topicReaders = readersOfAll(threads.map((thread) => thread.port));
  }

  /**
   * Starts them one after the other. `onEnded` is called when one has ended by itself; what it gets says why.
   * @throws {CannotListenError} when one cannot listen as configured
   */
  static async start(core: Core, count: number, onEnded: (why: string) => void): Promise<Threads> {
    const { config, log, maxStreams, certificate, descriptorLimit, canaryKey } = core;
    const { perAddress } = config;
    const caps = newSharedCaps({ maxStreams, perAddress }, randomInt(MAX_SEED));
    const threads: Thread[] = [];
    const streams = allStreams(() => threads.map((thread) => thread.streams), core.wallMs);
    log.follow(log.bounds.head, (batch) => handOn(batch, threads, core));
    let port = reservePort(config);
    const script = await workerScript(config.isDev);
    for (let index = 0; index < count; index++) {
      const thread = newThread(new Worker(script), core, threads, streams, (why) =>
        onEnded(`Thread ${index} ${why}`),
      );
      threads.push(thread);
      // What is appended from here on reaches it as a batch.
      const { kind, epoch, epochs, bounds } = log;
      port = await thread.port.ask("start", {
        config: { ...config, port },
        certificate,
        log: { kind, epoch, epochs, bounds },
        caps,
        descriptorLimit,
        canaryKey,
        benchToken: core.bench?.token,
        originMs: performance.timeOrigin,
        threads: count,
        thread: index,
      });
    }
    const all = new Threads(core, threads, port);
    await all.collect();
    return all;
  }

  get counters(): Counters {
    const sum = sumOfCounters(this.#threads.flatMap(({ report }) => report?.counters ?? []));
    // Every thread gets every event, and it is the core that hands them to the log.
    const { events, repeated, unstored } = this.#core.counters;
    return { ...sum, events, repeated, unstored };
  }

  get state(): HubState {
    const states = this.#threads.flatMap(({ report }) => report?.state ?? []);
    const { log } = this.#core;
    return {
      epoch: log.epoch,
      log: log.kind,
      state: this.#isDraining ? "draining" : "serving",
      connections: sumOf(states.map(({ connections }) => connections)),
      webSockets: sumOf(states.map(({ webSockets }) => webSockets)),
      lagging: sumOf(states.map(({ lagging }) => lagging)),
      lagEvents: Math.max(0, ...states.map(({ lagEvents }) => lagEvents)),
      topics: this.#selectors.size,
      window: {
        events: Math.max(0, ...states.map(({ window }) => window.events)),
        bytes: sumOf(states.map(({ window }) => window.bytes)),
      },
    };
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  get threads(): readonly ThreadReading[] {
    return this.#threads.map(({ report, longestLagMs, longestCanaryMs }) => ({
      connections: report?.state.connections ?? 0,
      deliveries: report?.counters.deliveries ?? 0,
      cpuUs: report?.cpuUs ?? 0,
      longestLagMs,
      longestCanaryMs,
    }));
  }

  forgetLongest(): void {
    for (const thread of this.#threads) {
      thread.longestLagMs = null;
      thread.longestCanaryMs = null;
    }
  }

  /** Gathers the reports of all threads; calls at the same time share them. */
  collect(): Promise<void> {
    this.#collecting ??= this.#gather().finally(() => (this.#collecting = undefined));
    return this.#collecting;
  }

  announce(draft: Draft): void {
    for (const { port } of this.#threads) port.tell("announce", draft);
  }

  async drain(drainMs: number): Promise<void> {
    this.#isDraining = true;
    await Promise.all(this.#threads.map(({ port }) => port.ask("drain", drainMs)));
  }

  async stop(isClosing = false): Promise<void> {
    await Promise.all(this.#threads.map(({ port }) => port.ask("stop", isClosing)));
  }

  async #gather(): Promise<void> {
    await Promise.all(
      this.#threads.map(async (thread) => this.#note(thread, await thread.port.ask("report"))),
    );
  }

  #note(thread: Thread, report: ThreadReport): void {
    const { counted, selectors } = report;
    thread.report = report;
    thread.longestLagMs = longest(thread.longestLagMs, counted.eventLoop);
    thread.longestCanaryMs = longest(thread.longestCanaryMs, counted.canary);
    this.#core.stages.add(counted);
    for (const [selector, isUsed] of selectors) {
      const threads = (this.#selectors.get(selector) ?? 0) + (isUsed ? 1 : -1);
      if (threads === 0) this.#selectors.delete(selector);
      else this.#selectors.set(selector, threads);
    }
  }
}

/** A batch is written once, for all threads. */
function handOn(
  batch: readonly DurableEvent[],
  threads: readonly Thread[],
  { log, counters, stages, nowMs }: Core,
): void {
  const durableAtMs = nowMs();
  counters.events += batch.length;
  stages.onBatch(batch.length);
  for (const { acceptedAtMs } of batch) {
    if (acceptedAtMs !== undefined) stages.onAcceptedToDurable(durableAtMs - acceptedAtMs);
  }
  const shared = shareBatch(batch);
  for (const { port } of threads) port.tell("take", shared, log.bounds);
}

function newThread(
  worker: Worker,
  core: Core,
  threads: readonly Thread[],
  streams: Streams,
  onEnded: (why: string) => void,
): Thread {
  const { log } = core;
  worker.addEventListener("error", ({ message }) => onEnded(`failed: ${message}`));
  worker.addEventListener("close", () => onEnded("has ended"));
  const port: Port<ThreadCalls, CoreCalls> = new Port<ThreadCalls, CoreCalls>(worker, {
    accept: (draft, acceptedAtMs) => core.accept(draft, acceptedAtMs),
    select: (...args) => log.select(...args),
    read: (...args) => log.read(...args),
    positionOf: (id) => log.positionOf(id),
    async cutElsewhere(streamName): Promise<boolean> {
      const others = threads.filter((other) => other !== thread);
      const cuts = await Promise.all(others.map((other) => other.port.ask("cut", streamName)));
      return cuts.includes(true);
    },
    ...streams,
    stats: (history) => core.stats(history),
    topics: (query) => core.topics(query),
    history: (wanted) => core.history(wanted),
    metrics: () => core.metrics(),
    loadPage: () => core.loadPage(),
    describe: () => core.describe(),
    ...benchCalls(core.bench),
    noteFault: (what, error) => core.notices.noteFault(what, error),
    noteBrokenBody: () => core.notices.noteBrokenBody(),
  });
  const thread: Thread = {
    port,
    streams: streamsBehind(port),
    report: undefined,
    longestLagMs: null,
    longestCanaryMs: null,
  };
  return thread;
}

function streamsBehind(port: Thread["port"]): ThreadStreams {
  return {
    streamKeys: (query) => port.ask("streamKeys", query),
    pickStreams: (...args) => port.ask("pickStreams", ...args),
    findStream: (number) => port.ask("findStream", number),
    cutNumber: (number) => port.ask("cutNumber", number),
  };
}

function longest(before: number | null, counted: Counted): number | null {
  let most = before;
  recount(counted, (ms) => (most = Math.max(most ?? 0, ms)));
  return most;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
