/**
 * The hub's own readers of its busiest topics: each reads one over a real loopback connection, and times events from
 * when they were handed over to its socket until they are parsed. They are no connections, and what they get is not
 * counted. A topic is as busy as it takes slices of readers to send.
 */

import { type OwnAddress, readOwnStream } from "./own-stream.ts";

const MOST_PROBES = 3;
const CHOOSE_MS = 1_000;
/** A probe whose topic is not among the busiest any more ends after so many choices, */
const STAYS = 10;
/** or after so many if another topic needs its place. */
const STAYS_AT_LEAST = 3;
/** Topics that are told apart between two choices; of more, those that come first. */
const MOST_TOPICS = 1_000;
/** Events that a probe reads before it rests until the next choice: each costs time, and more say nothing new. */
const MOST_EVENTS = 30;

export interface ProbesOptions {
  readonly address: OwnAddress;
  /** The clock of the moments that the hub tells: ms since 1970, with fractions. */
  readonly wallMs: () => number;
  /** An event was handed over so long ago, and has been parsed now. */
  readonly onParsed: (handedOverMsAgo: number) => void;
}

export class Probes {
  readonly #options: ProbesOptions;
  readonly #probes = new Map<string, Probe>();
  readonly #timer: Timer;
  readonly #slices = new Map<string, number>();

  constructor(options: ProbesOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#choose(), CHOOSE_MS);
  }

  /** A slice of readers was sent an event with these topics. */
  noteSlice([topic]: readonly string[]): void {
    if (topic === undefined) return;
    const count = this.#slices.get(topic);
    if (count === undefined && this.#slices.size === MOST_TOPICS) return;
    this.#slices.set(topic, (count ?? 0) + 1);
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const topic of this.#probes.keys()) this.#end(topic);
  }

  #choose(): void {
    const busiest = [...this.#slices]
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, MOST_PROBES)
      .map(([topic]) => topic);
    this.#slices.clear();
    for (const [topic, probe] of this.#probes) {
      probe.missed = busiest.includes(topic) ? 0 : probe.missed + 1;
      if (probe.missed > STAYS) this.#end(topic);
    }
    for (const topic of busiest) {
      if (!this.#probes.has(topic) && this.#makePlace()) {
        this.#probes.set(topic, new Probe(topic, this.#options));
      }
    }
    for (const probe of this.#probes.values()) probe.readOn();
  }

  #makePlace(): boolean {
    if (this.#probes.size < MOST_PROBES) return true;
    const [longest] = [...this.#probes].toSorted(([, one], [, other]) => other.missed - one.missed);
    if (longest === undefined || longest[1].missed < STAYS_AT_LEAST) return false;
    this.#end(longest[0]);
    return true;
  }

  #end(topic: string): void {
    this.#probes.get(topic)?.rest();
    this.#probes.delete(topic);
  }
}

class Probe {
  /** Choices since its topic was among the busiest. */
  missed = 0;
  readonly #query: URLSearchParams;
  readonly #options: ProbesOptions;
  #reading: AbortController | undefined;
  #eventsLeft = 0;

  constructor(topic: string, options: ProbesOptions) {
    this.#query = new URLSearchParams({ topic, moments: "true" });
    this.#options = options;
  }

  /** Reads the next events, with a new stream if the last one has ended. */
  readOn(): void {
    this.#eventsLeft = MOST_EVENTS;
    if (this.#reading !== undefined) return;
    const reading = new AbortController();
    this.#reading = reading;
    void this.#read(reading.signal).finally(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
  }

  rest(): void {
    this.#reading?.abort();
    this.#reading = undefined;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { address, wallMs, onParsed } = this.#options;
    let handedOverAtMs: number | undefined;
    const onComment = (comment: string) => (handedOverAtMs = sentMoment(comment));
    const onEvent = () => {
      if (handedOverAtMs === undefined || signal.aborted) return;
      onParsed(Math.max(0, wallMs() - handedOverAtMs));
      handedOverAtMs = undefined;
      this.#eventsLeft -= 1;
      if (this.#eventsLeft === 0) this.rest();
    };
    try {
      await readOwnStream(address, this.#query, { onComment, onEvent }, signal);
    } catch {
      // It was told to rest, or the stream broke or could not be opened: the next choice tries again.
    }
  }
}

/** In ms since 1970. */
function sentMoment(comment: string): number | undefined {
  const text = /\bsent=([\d.]+)/.exec(comment)?.[1];
  return text === undefined ? undefined : Number(text);
}
