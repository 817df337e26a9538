/** Support for tests of load clients: what one tells, line by line. */

import type { Outage } from "../../client/index.ts";
import type { LoadCallbacks, LoadEvent } from "./client.ts";

export class Heard implements LoadCallbacks {
  readonly lines: string[] = [];
  counted = 0;
  #moved = Promise.withResolvers<void>();

  /** Resolves once a line that begins so has been told. */
  async until(start: string): Promise<void> {
    while (!this.lines.some((line) => line.startsWith(start))) await this.#moved.promise;
  }

  async untilCounted(count: number): Promise<void> {
    while (this.counted < count) await this.#moved.promise;
  }

  onOpen(): void {
    this.#add("open");
  }

  onEvent({ id, type, data }: LoadEvent): void {
    this.#add(`event ${id} ${type} ${data}`);
  }

  onCounted(count: number): void {
    this.counted += count;
    this.#add("counted");
  }

  onLost({ kind }: Outage): void {
    this.#add(`lost ${kind}`);
  }

  onFail({ kind, reason }: Outage): void {
    this.#add(`failed ${kind}: ${reason}`);
  }

  #add(line: string): void {
    this.lines.push(line);
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }
}
