/** Publishes the doctor's events and observes their arrival on an open stream. */

import { addressOf, type PublishSpec, type PublishValues } from "../endpoint/publish-template.ts";
import { postOnce } from "../load/publish/lane.ts";
import type { Bell } from "./bell.ts";
import type { Clock } from "./clock.ts";
import type { Patience, Published, Publishing } from "./observations.ts";
import { arrivalOf, type Recording } from "./recording.ts";

const ANSWER_WITHIN_MS = 10_000;
const SINGLE_EVENTS = 3;
/** Doubling sizes, to fill a buffer of up to 64 kB. */
const FILLER_BYTES = [1, 1, 2, 4, 8, 16, 32].map((kilobytes) => kilobytes * 1024);

export class Publisher {
  readonly #spec: PublishSpec;
  readonly #bell: Bell;
  readonly #clock: Clock;
  readonly #patience: Patience;
  readonly #run = crypto.randomUUID().slice(0, 8);
  #count = 0;
  refusal: string | undefined;

  constructor(spec: PublishSpec, bell: Bell, clock: Clock, patience: Patience) {
    this.#spec = spec;
    this.#bell = bell;
    this.#clock = clock;
    this.#patience = patience;
  }

  /** Tests the stream: single events, filler if they do not arrive, and one with line ends. */
  async tryOut(stream: Recording): Promise<Publishing> {
    const single: Published[] = [];
    let filler: Publishing["filler"];
    while (single.length < SINGLE_EVENTS && filler === undefined) {
      const published = await this.send(stream);
      if (this.refusal !== undefined) break;
      single.push(published);
      if (published.arrival === undefined) filler = await this.#fill(stream, published);
    }
    const { refusal } = this;
    const isFlowing = refusal === undefined && filler === undefined;
    const multiLine = isFlowing ? await this.send(stream, multiLineData) : undefined;
    // Whoever refuses line ends still accepts other events.
    this.refusal = refusal;
    return { single, filler, multiLine, refusal };
  }

  /** Publishes one event and waits until `stream` has it. */
  async send(
    stream: Recording,
    dataOf: (mark: string) => string = (mark) => mark,
  ): Promise<Published> {
    const n = ++this.#count;
    const mark = `doctor-${this.#run}-${n}.`;
    const data = dataOf(mark);
    const sentAtMs = this.#clock.nowMs();
    const refusal = this.refusal ?? (await this.#publish({ data, id: mark, n }));
    this.refusal = refusal;
    const answeredAtMs = this.#clock.nowMs();
    const find = () => arrivalOf(stream, mark, sentAtMs);
    if (refusal === undefined) {
      await this.#bell.until(() => find() !== undefined, this.#patience.eventMs);
    }
    return { mark, data, sentAtMs, answeredAtMs, refusal, arrival: find() };
  }

  /** Returns how it was refused, if it was. */
  async #publish(values: PublishValues): Promise<string | undefined> {
    const { url, template } = this.#spec;
    const body = template.bodyOf(values);
    // The lane has a timeout of its own; this one lets a test's clock go on meanwhile.
    using _timer = this.#clock.startTimer(ANSWER_WITHIN_MS, () => {});
    const refusal = await postOnce(addressOf(this.#spec), body, ANSWER_WITHIN_MS);
    return refusal && `${url.href}: ${refusal}`;
  }

  /** Sends more and more until the event that did not arrive by itself arrives. */
  async #fill(stream: Recording, { mark, sentAtMs }: Published): Promise<Publishing["filler"]> {
    const hasCome = () => arrivalOf(stream, mark, sentAtMs) !== undefined;
    let sentBytes = 0;
    for (const bytes of FILLER_BYTES) {
      await this.send(stream, (fillerMark) => fillerMark.padEnd(bytes, "."));
      sentBytes += bytes;
      if (hasCome() || this.refusal !== undefined) break;
    }
    return { bytes: sentBytes, hasHelped: hasCome() };
  }
}

/** Both kinds of line ends, leading spaces, and text that a careless server would turn into fields. */
function multiLineData(mark: string): string {
  return `${mark}\n  two\revent: doctor\ndata: three\n`;
}
