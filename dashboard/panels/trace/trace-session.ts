/**
 * Follows topics live: each event with its raw text and the time of each stage. A stream of its own, which the hub serves
 * like any other; there is none while nobody traces. A lost connection is resumed after the last event.
 */

import { pause, textsOf } from "../../common/body-texts.ts";
import { holdConnection } from "../../feed/held-connections.ts";
import { problemOf } from "../../feed/hub-api.ts";
import { textFilter, type TextFilter } from "../../common/text-filter.ts";
import { FrameReader, type TraceFrame } from "../../feed/raw-frames.ts";
import { type TracedEvent, TraceLog } from "./trace-log.ts";

const RETRY_MS = 1_000;

export interface TraceSettings {
  readonly topics: readonly string[];
  /** Which events are kept: letters, or a regular expression between slashes. Empty: all. */
  readonly filter: string;
  /** The trace stops at the first event that matches. Empty: none. */
  readonly stopAt: string;
}

export type TraceState = "stopped" | "connecting" | "open";

export interface TraceSnapshot {
  readonly state: TraceState;
  /** Oldest first. */
  readonly events: readonly TracedEvent[];
  readonly received: number;
  /** Why it stopped or waits; empty if there is nothing to say. */
  readonly note: string;
}

export interface TraceOptions {
  /** This page's clock, since 1970. */
  readonly wallMs: () => number;
  /** The hub's clock less this page's; `undefined` while unknown. */
  readonly hubOffsetMs: () => number | undefined;
  readonly onChange: () => void;
}

export class TraceSession {
  readonly #options: TraceOptions;
  readonly #log = new TraceLog();
  #abort: AbortController | undefined;
  #letGo: () => void = () => {};
  #state: TraceState = "stopped";
  #received = 0;
  #note = "";

  constructor(options: TraceOptions) {
    this.#options = options;
  }

  /** Streams that it has open at the hub. */
  get streams(): number {
    return this.#state === "open" ? 1 : 0;
  }

  snapshot(): TraceSnapshot {
    const { events } = this.#log;
    return { state: this.#state, events, received: this.#received, note: this.#note };
  }

  /** Begins anew; returns what is wrong with the settings, if anything is. */
  start({ topics, filter, stopAt }: TraceSettings): string | undefined {
    const [kept, last] = [textFilter(filter), textFilter(stopAt)];
    if (topics.length === 0) return "Name at least one topic";
    if (kept === undefined) return `Not a regular expression: ${filter}`;
    if (last === undefined) return `Not a regular expression: ${stopAt}`;
    this.stop("");
    this.clear();
    this.#abort = new AbortController();
    this.#letGo = holdConnection();
    void this.#follow(topics, kept, stopAt.trim() === "" ? undefined : last, this.#abort.signal);
    return undefined;
  }

  stop(note = ""): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#letGo();
    this.#letGo = () => {};
    this.#become("stopped", note);
  }

  clear(): void {
    this.#log.clear();
    this.#received = 0;
    this.#options.onChange();
  }

  async #follow(
    topics: readonly string[],
    kept: TextFilter,
    last: TextFilter | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    let lastEventId = "";
    while (!signal.aborted) {
      const frames = new FrameReader();
      this.#become("connecting", this.#note);
      try {
        const response = await fetch(urlOf(topics, lastEventId), { signal, cache: "no-store" });
        if (response.status === 400) return this.stop(await problemOf(response));
        if (!response.ok || response.body === null) throw new Error(await problemOf(response));
        this.#become("open", "");
        for await (const text of textsOf(response.body)) {
          const read = frames.read(text);
          lastEventId = read.findLast(({ id }) => id !== "")?.id ?? lastEventId;
          if (this.#take(read, kept, last)) return;
        }
        this.#become("connecting", "The stream has ended; it resumes by itself");
      } catch (error) {
        if (signal.aborted) return;
        this.#become("connecting", `${sentence(error)}; trying again`);
      }
      await pause(frames.retryMs ?? RETRY_MS, signal);
    }
  }

  /** Returns whether the trace is over. */
  #take(frames: readonly TraceFrame[], kept: TextFilter, last: TextFilter | undefined): boolean {
    const end = last === undefined ? -1 : frames.findIndex(({ raw }) => last.matches(raw));
    const taken = end < 0 ? frames : frames.slice(0, end + 1);
    const offsetMs = this.#options.hubOffsetMs();
    const atMs = this.#options.wallMs() + (offsetMs ?? 0);
    this.#received += taken.length;
    const shown = taken.filter(({ raw }, index) => index === end || kept.matches(raw));
    if (shown.length > 0) this.#log.add(shown, atMs, offsetMs !== undefined);
    if (end >= 0) this.stop("Stopped at the event that was looked for");
    this.#options.onChange();
    return end >= 0;
  }

  #become(state: TraceState, note: string): void {
    this.#state = state;
    this.#note = note;
    this.#options.onChange();
  }
}

function urlOf(topics: readonly string[], lastEventId: string): string {
  const query = new URLSearchParams(topics.map((topic) => ["topic", topic]));
  query.set("moments", "true");
  if (lastEventId !== "") query.set("lastEventID", lastEventId);
  return `/events?${query}`;
}

function sentence(error: unknown): string {
  return error instanceof Error && error.name !== "TypeError"
    ? error.message
    : "The hub cannot be reached";
}
