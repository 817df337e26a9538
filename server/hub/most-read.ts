/** The topics with the most readers, of however many that come: at most a fixed number is held at any time, twice over. */

export type ReadTopic = readonly [topic: string, readers: number];

export class MostRead {
  readonly #limit: number;
  #topics: ReadTopic[] = [];
  /** Those with no more readers than this are not among the most read. */
  #bar = 0;
  #isComplete = true;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether it has all that came with a reader. */
  get isComplete(): boolean {
    return this.#isComplete && this.#topics.length <= this.#limit;
  }

  /** Call at most once for each topic. */
  add(topic: string, readers: number): void {
    if (readers === 0) return;
    if (readers <= this.#bar) {
      this.#isComplete = false;
      return;
    }
    this.#topics.push([topic, readers]);
    if (this.#topics.length >= 2 * this.#limit) this.#cut();
  }

  /** At most `limit`, most readers first. */
  topics(): readonly ReadTopic[] {
    this.#cut();
    return this.#topics;
  }

  #cut(): void {
    this.#topics.sort(([, one], [, other]) => other - one);
    if (this.#topics.length < this.#limit) return;
    if (this.#topics.length > this.#limit) this.#isComplete = false;
    this.#topics.length = this.#limit;
    this.#bar = this.#topics.at(-1)?.[1] ?? 0;
  }
}
