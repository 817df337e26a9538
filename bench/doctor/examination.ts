/**
 * The examination: opens connections, does what the checks need, step by step, and returns the observations. It
 * judges nothing.
 */

import { Endpoint } from "../client/endpoint.ts";
import type { RequestHeaders } from "../client/index.ts";
import type { PublishSpec } from "../endpoint/publish-template.ts";
import { Bell } from "./bell.ts";
import type { Clock } from "./clock.ts";
import type { Observations, Patience, Publishing } from "./observations.ts";
import { Probe } from "./probe.ts";
import { Publisher } from "./publishing.ts";
import { isOpened, type Recording } from "./recording.ts";
import { tryResuming } from "./resumption.ts";
import { askPreflight, askProtocol } from "./side-questions.ts";

export interface ExaminationOrder {
  readonly url: URL;
  readonly headers: RequestHeaders;
  readonly isInsecure: boolean;
  /** A page's origin that must be able to read the stream; `undefined` for any. */
  readonly origin: string | undefined;
  readonly publish: PublishSpec | undefined;
  /** How long to watch the stream undisturbed, in ms. */
  readonly watchMs: number;
  readonly patience: Patience;
  readonly clock: Clock;
}

const SETTLE_MS = 300;
const ANY_ORIGIN = "https://elsewhere.example";
/** As browsers send it: with TLS, and without. */
const SECURE_ENCODINGS = "gzip, deflate, br, zstd";
const INSECURE_ENCODINGS = "gzip, deflate";

export async function examine(order: ExaminationOrder): Promise<Observations> {
  const examination = new Examination(order);
  try {
    return await examination.run();
  } finally {
    examination.close();
  }
}

class Examination {
  readonly #order: ExaminationOrder;
  readonly #bell: Bell;
  readonly #probes: Probe[] = [];
  readonly #plain: Probe;
  readonly #origin: string;
  readonly #publisher: Publisher | undefined;

  constructor(order: ExaminationOrder) {
    const { origin, publish, clock, patience } = order;
    this.#order = order;
    this.#origin = origin ?? ANY_ORIGIN;
    this.#bell = new Bell(clock);
    this.#publisher = publish && new Publisher(publish, this.#bell, clock, patience);
    this.#plain = this.#open();
  }

  async run(): Promise<Observations> {
    const { patience } = this.#order;
    const isAnswered = () => this.#plain.head !== undefined || this.#plain.end !== undefined;
    // A server that responds late is woken by an event, and then watched for the usual time.
    if (!(await this.#bell.until(isAnswered, patience.headMs))) {
      if (this.#publisher === undefined) await this.#bell.until(isAnswered, this.#order.watchMs);
      else await this.#publisher.send(this.#plain);
    }
    return isOpened(this.#plain) ? this.#examineStream() : this.#observations({});
  }

  close(): void {
    for (const probe of this.#probes) probe.close();
  }

  async #examineStream(): Promise<Observations> {
    const { patience, clock } = this.#order;
    const isSecure = this.#order.url.protocol === "https:";
    const accepted = isSecure ? SECURE_ENCODINGS : INSECURE_ENCODINGS;
    const compressed = this.#open({ "Accept-Encoding": accepted });
    const foreign = this.#open({ Origin: this.#origin });
    const cut = this.#open();
    const others = [compressed, foreign, cut];
    await this.#bell.until(() => others.every(({ head, end }) => head ?? end), patience.headMs);
    // What a publish causes must not coincide with the heads.
    await this.#bell.until(() => false, SETTLE_MS);
    let quietFromMs = this.#plain.startedAtMs;
    const publishing = await this.#publisher?.tryOut(this.#plain);
    const resumption = await this.#resume(cut, publishing);
    if (publishing !== undefined) quietFromMs = clock.nowMs();
    await this.#watch(quietFromMs);
    const quiet = { fromMs: quietFromMs, toMs: this.#plain.end?.atMs ?? clock.nowMs() };
    return this.#observations({ compressed, foreign, publishing, resumption, quiet });
  }

  #resume(cut: Probe, publishing: Publishing | undefined): Promise<Observations["resumption"]> {
    const { patience, watchMs } = this.#order;
    if (publishing?.filler !== undefined) {
      const reason = "events are held back, so resent ones cannot be identified";
      return Promise.resolve({ kind: "unknown", reason });
    }
    return tryResuming({
      uncut: this.#plain,
      cut,
      resume: (lastEventId) => this.#open({}, lastEventId),
      publisher: publishing?.refusal === undefined ? this.#publisher : undefined,
      bell: this.#bell,
      patience,
      watchMs,
    });
  }

  async #watch(fromMs: number): Promise<void> {
    const restMs = fromMs + this.#order.watchMs - this.#order.clock.nowMs();
    await this.#bell.until(() => this.#plain.end !== undefined, restMs);
  }

  async #observations(seen: Partial<Observations>): Promise<Observations> {
    const { isInsecure, patience, origin } = this.#order;
    const url = this.#plain.redirects.at(-1) ?? this.#order.url.href;
    const endpoint = new Endpoint(new URL(url));
    const isReached = this.#plain.head !== undefined;
    const { hostname, port, isSecure } = endpoint;
    return {
      isSecure,
      patience,
      plain: this.#plain,
      compressed: NOTHING,
      foreign: NOTHING,
      origin: this.#origin,
      isOriginWanted: origin !== undefined,
      preflight: isReached ? await askPreflight(url, this.#origin, isInsecure) : undefined,
      protocol: isSecure && isReached ? await askProtocol(hostname, port, isInsecure) : undefined,
      publishing: undefined,
      resumption: { kind: "unknown", reason: "the stream did not open" },
      retries: this.#probes.filter(isOpened).map(({ retries }) => retries[0]),
      quiet: { fromMs: 0, toMs: 0 },
      ...seen,
    };
  }

  #open(headers: RequestHeaders = {}, lastEventId = ""): Probe {
    const { url, isInsecure, clock } = this.#order;
    const probe = new Probe({
      endpoint: new Endpoint(url, { ...this.#order.headers, ...headers }),
      tls: { rejectUnauthorized: !isInsecure },
      clock,
      onChange: () => this.#bell.ring(),
      lastEventId,
    });
    this.#probes.push(probe);
    return probe;
  }
}

const NOTHING: Recording = {
  startedAtMs: 0,
  redirects: [],
  head: undefined,
  reads: [],
  arrivals: [],
  lastReadAtMs: undefined,
  silences: [],
  droppedArrivals: 0,
  retries: [],
  undecodable: undefined,
  end: undefined,
};
