/**
 * The Sandbox: up to eight named connections, one of them chosen, and what is published. Commands act on the chosen
 * connection.
 */

import type { Memory } from "../../common/remembered.ts";
import {
  type ConnectionOptions,
  type ConnectionSnapshot,
  SandboxConnection,
} from "./sandbox-connection.ts";
import { PublishTimes } from "./connection-figures.ts";
import { cutStream, publish, type PublishForm, type PublishOutcome } from "../../feed/hub-api.ts";
import { LateAnswers, type LateAnswersOptions } from "../../feed/late-answers.ts";
import { countConnections } from "../../feed/held-connections.ts";
import type { Row } from "./sandbox-log.ts";
import {
  type ConnectionForm,
  type RememberedSandbox,
  rememberSandbox,
  takeSandbox,
} from "./sandbox-memory.ts";
import type { Transport } from "./transports.ts";

export const MAX_CONNECTIONS = 8;
/** Side by side. */
export const MAX_COLUMNS = 4;
/** The rows of a column: the four together are drawn as fast as one list. */
const COLUMN_ROWS = 100;

/** Of the connections side by side. */
export interface Column {
  readonly connection: ConnectionSnapshot;
  readonly rows: readonly Row[];
}

/** Everything the panel shows, at one moment. */
export interface SandboxSnapshot {
  readonly connections: readonly ConnectionSnapshot[];
  readonly chosen: ConnectionSnapshot;
  /** Of the chosen one. */
  readonly rows: readonly Row[];
  /** Two to four, or none: then the chosen one is shown alone. */
  readonly columns: readonly Column[];
  /** A publish, or a cut, has had no response for some seconds. */
  readonly isPublishLate: boolean;
  readonly isDropLate: boolean;
}

export interface SandboxOptions extends ConnectionOptions, LateAnswersOptions {
  /** Of this tab; omitted: a reload begins anew. */
  readonly memory?: Memory;
}

export class SandboxSession {
  readonly #options: SandboxOptions;
  readonly #publishTimes = new PublishTimes();
  readonly #latePublishes: LateAnswers;
  readonly #lateDrops: LateAnswers;
  #connections: readonly SandboxConnection[] = [];
  #chosen: SandboxConnection;
  #count = 0;
  #isSideBySide = false;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#latePublishes = new LateAnswers(options);
    this.#lateDrops = new LateAnswers(options);
    const before = options.memory && takeSandbox(options.memory);
    this.#chosen = this.#restored(before) ?? this.#create("eventsource", "demo");
    if (this.#connections.length === 0) this.#connections = [this.#chosen];
  }

  /** Call before the page goes: the next one in this tab goes on with the same connections. */
  remember(): void {
    const { memory } = this.#options;
    if (memory === undefined) return;
    rememberSandbox(memory, {
      connections: this.#connections.map((connection) => connection.remembered()),
      chosen: this.#chosen.number,
      isSideBySide: this.#isSideBySide,
    });
  }

  get chosen(): SandboxConnection {
    return this.#chosen;
  }

  get isSideBySide(): boolean {
    return this.#isSideBySide;
  }

  get isFull(): boolean {
    return this.#connections.length >= MAX_CONNECTIONS;
  }

  /** Streams that this session has open at the hub. */
  get streams(): number {
    return this.#connections.filter(({ state }) => state === "open").length;
  }

  get isWaiting(): boolean {
    return this.#latePublishes.count + this.#lateDrops.count > 0;
  }

  snapshot(): SandboxSnapshot {
    const side = this.#isSideBySide ? columnsOf(this.#connections, this.#chosen) : [];
    return {
      connections: this.#connections.map((connection) => connection.snapshot()),
      chosen: this.#chosen.snapshot(),
      rows: side.length > 0 ? [] : this.#chosen.rows(),
      columns: side.map((one) => ({ connection: one.snapshot(), rows: one.rows(COLUMN_ROWS) })),
      isPublishLate: this.#latePublishes.count > 0,
      isDropLate: this.#lateDrops.count > 0,
    };
  }

  /** Streams over HTTP beside the shared one and the chosen connection's, in this tab and others of this browser. */
  async countOthers(): Promise<number> {
    return (await countConnections()) - (this.#chosen.takesConnection ? 1 : 0);
  }

  /** Adds one with the topics of the chosen one, over another transport, and chooses it. */
  add(): void {
    if (this.isFull) return;
    const { topics, transport } = this.#chosen.form;
    const added = this.#create(transport === "eventsource" ? "websocket" : "eventsource", topics);
    this.#connections = [...this.#connections, added];
    this.choose(added.number);
  }

  choose(number: number): void {
    this.#chosen = this.#connections.find((one) => one.number === number) ?? this.#chosen;
    this.#options.onChange();
  }

  /** Closes and forgets the chosen one, unless it is the only one; its neighbour is chosen. */
  remove(): void {
    if (this.#connections.length < 2) return;
    const index = this.#connections.indexOf(this.#chosen);
    this.#chosen.disconnect();
    this.#connections = this.#connections.filter((one) => one !== this.#chosen);
    this.#chosen = this.#connections[Math.min(index, this.#connections.length - 1)] ?? this.#chosen;
    this.#options.onChange();
  }

  showSideBySide(isSideBySide: boolean): void {
    this.#isSideBySide = isSideBySide;
    this.#options.onChange();
  }

  disconnect(): void {
    this.#chosen.disconnect();
  }

  /** Has the hub cut the chosen stream, as a failing network would; it then reconnects by itself. */
  async drop(): Promise<void> {
    const dropped = this.#chosen;
    if (dropped.state !== "open") return;
    const fault = await this.#lateDrops.watch(cutStream(dropped.streamName));
    if (fault !== undefined) dropped.notice(`The connection was not dropped: ${fault}`);
  }

  /** Connections hear its type from now on, and learn its latency. */
  async publish(form: PublishForm): Promise<PublishOutcome> {
    if (form.type !== "") for (const one of this.#connections) one.listenFor(form.type);
    const sentMs = this.#options.wallMs();
    const outcome = await this.#latePublishes.watch(publish(form));
    if (outcome.kind === "published") {
      this.#publishTimes.add(outcome.id, sentMs);
      for (const one of this.#connections) one.published(outcome.id, sentMs);
      this.#options.onChange();
    }
    return outcome;
  }

  /** Goes on with what the page before had; returns the chosen connection, if there was any. */
  #restored(before: RememberedSandbox | undefined): SandboxConnection | undefined {
    if (before === undefined) return undefined;
    this.#isSideBySide = before.isSideBySide;
    this.#connections = before.connections.slice(0, MAX_CONNECTIONS).map((remembered) => {
      const { number, form } = remembered;
      const connection = this.#connectionOf(number, form);
      connection.goOn(remembered);
      this.#count = Math.max(this.#count, number);
      return connection;
    });
    return this.#connections.find(({ number }) => number === before.chosen) ?? this.#connections[0];
  }

  #create(transport: Transport, topics: string): SandboxConnection {
    const number = ++this.#count;
    const form = { name: `Connection ${number}`, transport, topics, types: "" };
    return this.#connectionOf(number, form);
  }

  #connectionOf(number: number, form: ConnectionForm): SandboxConnection {
    return new SandboxConnection(number, form, this.#publishTimes, this.#options);
  }
}

/** Up to four neighbours, the chosen one among them; none if there is only one. */
export function columnsOf<One>(all: readonly One[], chosen: One): readonly One[] {
  if (all.length < 2) return [];
  const from = Math.max(0, all.indexOf(chosen) - MAX_COLUMNS + 1);
  return all.slice(from, from + MAX_COLUMNS);
}
