/** Support for tests of the hub: hubs, and sinks whose fullness the test controls. */

import { createParser, type EventSourceMessage } from "eventsource-parser";
import { MemoryLog } from "../log/memory-log.ts";
import type { EventLog } from "../log/event-log.ts";
import { Intake, type IntakeLimits } from "../log/intake.ts";
import { StreamCounts } from "./caps.ts";
import { zeroCounters } from "./counters.ts";
import { Hub, type HubOptions } from "./hub.ts";
import type { HubMeasures } from "./measures.ts";
import type { Sink } from "./subscriber.ts";

/** A stream whose fullness the test controls, read with a third-party parser. */
export class TestSink implements Sink {
  desiredSize: number | null = 0;
  ended: "open" | "closed" | "broken" = "open";
  isThrowing = false;
  readonly events: EventSourceMessage[] = [];
  readonly chunks: Uint8Array[] = [];
  readonly #parser = createParser({ onEvent: (event) => this.events.push(event) });

  enqueue(chunk: Uint8Array): void {
    if (this.isThrowing) throw new TypeError("this sink accepts nothing");
    this.chunks.push(chunk);
    this.#parser.feed(new TextDecoder().decode(chunk));
  }

  close(): void {
    this.ended = "closed";
  }

  error(): void {
    this.ended = "broken";
  }

  get data(): string[] {
    return this.events.map((event) => event.data);
  }
}

const open: Hub[] = [];

export const NOT_MEASURED: HubMeasures = {
  onBatch() {},
  onAcceptedToDurable() {},
  onSent() {},
  onSlice() {},
  onResumed() {},
};

export function memoryLog(maxCount: number): MemoryLog {
  return new MemoryLog("e", { maxCount, maxBytes: 1e9, maxAgeMs: Infinity }, () => 0);
}

interface TestHubOptions extends Partial<Omit<HubOptions, "log" | "accept" | "caps">> {
  readonly log?: EventLog;
  readonly maxWaitingPublishes?: IntakeLimits;
  readonly maxStreams?: number;
}

export function newHub(options: TestHubOptions = {}): Hub {
  const { log = memoryLog(10_000), maxStreams = 100, ...others } = options;
  const { maxWaitingPublishes = { maxCount: 100, maxBytes: 1e9 }, ...hubOptions } = others;
  const perAddress = { maxStreams: 10, countsLoopback: true };
  const counters = zeroCounters();
  const nowMs = () => performance.now();
  const onRepeated = () => (counters.repeated += 1);
  const onUnstored = (publishes: number) => (counters.unstored += publishes);
  const maxWaiting = maxWaitingPublishes;
  const intake = new Intake(log, { onRepeated, onUnstored, nowMs, maxWaiting });
  const hub = new Hub({
    log,
    accept: (draft) => intake.accept(draft),
    counters,
    window: { maxCount: 1_000, maxBytes: 1e9 },
    caps: new StreamCounts({ maxStreams, perAddress }),
    maxConcurrentReads: 2,
    heartbeatMs: 60_000,
    retryMs: { from: 1000, to: 3000 },
    nowMs,
    wallMs: () => performance.timeOrigin + performance.now(),
    thread: 0,
    random: () => 0.5,
    stallTimeoutMs: 60_000,
    takenBytes: () => undefined,
    measures: NOT_MEASURED,
    ...hubOptions,
  });
  open.push(hub);
  return hub;
}

/** Ends all hubs created since the last call; call it after each test. */
export async function endHubs(): Promise<void> {
  await Promise.all(open.splice(0).map((hub) => hub.drain(0)));
}

/** Lets the event loop turn until `isReached` holds. */
export async function turnsUntil(isReached: () => boolean): Promise<void> {
  while (!isReached()) await new Promise((resolve) => setImmediate(resolve));
}

export async function subscribeLive(hub: Hub, ...selectors: string[]) {
  const sink = new TestSink();
  const subscriber = hub.subscribe(sink, { selectors });
  await turnsUntil(() => subscriber.state === "live");
  return { sink, subscriber };
}

export async function publish(hub: Hub, ...data: string[]) {
  return Promise.all(data.map((text) => hub.publish({ topics: ["t"], data: text })));
}
