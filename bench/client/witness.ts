/** For tests: logs a client's calls in order, lets a test wait for a line, and controls the timers. */

import {
  type ClientOptions,
  ClientTarget,
  type ClientTargetOptions,
  MeasuringClient,
} from "./connection.ts";

export class Witness implements Disposable {
  /** One line each: `open`, `<type> <data> #<id>`, `retry`, `comment`, `lost <kind> <delayMs>`, `fail <kind>`. */
  readonly log: string[] = [];
  /** The outages' reasons. */
  readonly reasons: string[] = [];
  readonly client: MeasuringClient;
  /** Called with each new line. */
  onLine: (line: string) => void = () => {};
  #timers = new Set<() => void>();
  #waiting: { readonly line: string; readonly resolve: () => void }[] = [];

  constructor(
    url: string,
    options: Omit<ClientTargetOptions, "url" | "callbacks" | "startTimer"> = {},
    clientOptions?: ClientOptions,
  ) {
    const target = new ClientTarget({
      ...options,
      url,
      callbacks: {
        onOpen: () => this.#tell("open"),
        onEvent: ({ id, type, data }) => this.#tell(`${type} ${data} #${id}`),
        onRetry: (retryMs) => this.#tell(`retry ${retryMs}`),
        onComment: (text) => this.#tell(`comment ${text}`),
        onLost: ({ kind, reason }, delayMs) => {
          this.reasons.push(reason);
          this.#tell(`lost ${kind} ${delayMs}`);
        },
        onFail: ({ kind, reason }) => {
          this.reasons.push(reason);
          this.#tell(`fail ${kind}`);
        },
      },
      startTimer: (fire, _delayMs, client) => {
        const timer = () => fire(client);
        this.#timers.add(timer);
        return { [Symbol.dispose]: () => this.#timers.delete(timer) };
      },
    });
    this.client = new MeasuringClient(target, clientOptions);
  }

  /** How many reconnection times are running. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Lets the reconnection time pass. */
  passTime(): void {
    const [timer] = this.#timers;
    if (timer === undefined) throw new Error("Cannot pass time: no timer is running");
    this.#timers.delete(timer);
    timer();
  }

  /** Settles once the line has been logged. */
  async saw(line: string): Promise<void> {
    if (this.log.includes(line)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ line, resolve });
    await promise;
  }

  [Symbol.dispose](): void {
    this.client.close();
  }

  #tell(line: string): void {
    this.log.push(line);
    this.onLine(line);
    for (const waiting of this.#waiting) if (waiting.line === line) waiting.resolve();
  }
}
