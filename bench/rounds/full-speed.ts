/**
 * The part at full speed: all clients connect at once, then publishers send as fast as they get answers. It
 * measures the connects and deliveries per second that the server reaches, and what a delivery costs then.
 */

import { cpuPerDelivery } from "./calm.ts";
import { newTopic, type OpenClients, openClients, publisherTo } from "./clients.ts";
import type { Publisher } from "../load/publish/publisher.ts";
import { closedLoop } from "../load/publish/schedule.ts";
import { AT_ONCE_PER_S, checkFullSpeed, connectsPerSecond } from "./saturated.ts";
import { mostlyCounting } from "../load/clients/open.ts";
import { SPEED } from "../comparison/speed-limit.ts";
import { maxBacklog } from "./saturated-step.ts";
import { cpuUs } from "../servers/usage.ts";
import { shareFigures, sharesOf, type Usage, usageOf } from "./core-use.ts";
import { Drain } from "./drain.ts";
import {
  connectionCounts,
  COUNTED,
  eventCounts,
  type OpenPart,
  type Part,
  type PartOutcome,
  type RoundContext,
} from "./part.ts";

const SATURATED_CPU = "saturated.cpu_us_per_delivery";
/** Short enough for the machine's speed not to change; any shorter, and a slice would be mostly start and drain. */
const SLICE_MS = 150;
/** Time for code to be compiled, and for connections to find out how much they can have in flight. */
const WARM_UP_SLICES = 2;
/** Many: a server that batches shows it only then, and any other simply lets them wait. */
const PUBLISHERS = 500;

export const fullSpeedPart: Part = {
  name: "full speed",
  tells: [...COUNTED, SPEED, SATURATED_CPU, "connects_per_second"],
  slices: ({ durationS }) => WARM_UP_SLICES + Math.ceil((durationS * 1000) / SLICE_MS),
  open: (context) => FullSpeed.open(context),
};

/** The state once the server was warm. */
interface WarmState {
  readonly received: number;
  readonly cpuUs: number | undefined;
}

class FullSpeed implements OpenPart {
  readonly #context: RoundContext;
  readonly #clients: OpenClients;
  readonly #publisher: Publisher;
  readonly #drain: Drain;
  #answered = 0;
  #slices = 0;
  #elapsedMs = 0;
  #warm: WarmState | undefined;
  readonly #stretches: (readonly [from: Usage, to: Usage])[] = [];

  private constructor(context: RoundContext, topic: string, clients: OpenClients) {
    this.#context = context;
    this.#clients = clients;
    const { load, signal } = context;
    const onAnswered = () => (this.#answered += load.connections);
    this.#drain = new Drain(clients.pool, signal);
    this.#publisher = publisherTo(context, topic, PUBLISHERS, { onAnswered });
  }

  static async open(context: RoundContext): Promise<FullSpeed> {
    const topic = newTopic();
    const counting = mostlyCounting(context.load);
    const clients = await openClients(context, topic, AT_ONCE_PER_S, counting);
    return new FullSpeed(context, topic, clients);
  }

  async measure(): Promise<void> {
    const { signal, load } = this.#context;
    const limit = maxBacklog(load.connections);
    const isBehind = () => this.#answered - this.#received() > limit;
    const before = this.#usage();
    const startMs = performance.now();
    await this.#publisher.publish(closedLoop(SLICE_MS, isBehind, signal));
    const endMs = await this.#drain.until(this.#answered);
    this.#slices += 1;
    if (this.#warm !== undefined) {
      this.#elapsedMs += endMs - startMs;
      this.#stretches.push([before, { ...this.#usage(), atMs: endMs }]);
    } else if (this.#slices === WARM_UP_SLICES) {
      this.#warm = { received: this.#received(), cpuUs: this.#cpuUs() };
    }
  }

  async finish(): Promise<PartOutcome> {
    const published = this.#publisher.outcome();
    const { pool, opened } = this.#clients;
    const account = await pool.collect(published.sent, published.uncertain);
    return {
      figures: {
        ...this.#speed(account.totals.received),
        ...connectsPerSecond(opened.open, opened.connect.percentileMs(100)),
      },
      counts: {
        ...eventCounts(account.totals, published),
        ...connectionCounts(this.#context.load.connections, account.failures),
      },
      findings: checkFullSpeed(opened, this.#context.load, [published], account),
    };
  }

  #speed(received: number): PartOutcome["figures"] {
    if (this.#warm === undefined || this.#elapsedMs === 0) return {};
    const { cpuUs: cpuBefore, received: before } = this.#warm;
    return {
      [SPEED]: ((received - before) / this.#elapsedMs) * 1000,
      ...cpuPerDelivery(SATURATED_CPU, cpuBefore, this.#cpuUs(), received - before),
      ...shareFigures(sharesOf(this.#stretches)),
    };
  }

  #received(): number {
    return this.#clients.pool.progress.received;
  }

  #usage(): Usage {
    return usageOf(this.#context.peer.pids(), this.#clients.pool.pids);
  }

  #cpuUs(): number | undefined {
    return cpuUs(this.#context.peer.pids());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#publisher[Symbol.dispose]();
    await this.#clients[Symbol.asyncDispose]();
  }
}
