/** The order that the bench's own publishes prove: one that was accepted before the next was sent comes first. */

export class PublishOrder {
  /** By the event's number, on this machine's clock. */
  readonly #sentAtMs: number[] = [];
  readonly #acceptedAtMs: number[] = [];
  /** When the newest event that each client has was sent. */
  readonly #newestMs: Float64Array;

  constructor(clients: number) {
    this.#newestMs = new Float64Array(clients).fill(-Infinity);
  }

  sent(sequence: number, atMs: number): void {
    this.#sentAtMs[sequence] = atMs;
  }

  accepted(sequence: number, atMs: number): void {
    this.#acceptedAtMs[sequence] = atMs;
  }

  sentAtMs(sequence: number): number | undefined {
    return this.#sentAtMs[sequence];
  }

  /**
   * Takes the number of a client's next event, if it is one of the bench's own; returns whether the client already
   * has one that was sent after this one had been accepted.
   */
  isLate(client: number, sequence: number | undefined): boolean {
    if (sequence === undefined) return false;
    const newestMs = this.#newestMs[client] ?? -Infinity;
    this.#newestMs[client] = Math.max(newestMs, this.#sentAtMs[sequence] ?? -Infinity);
    return (this.#acceptedAtMs[sequence] ?? Infinity) < newestMs;
  }
}
