/** What the Bench panel knows of the runs that it may start: the hub's overview, two picked results and their verdict. */

import { signal } from "@preact/signals";
import type { BenchOrder, BenchOverview, BenchVerdict, KeptBenchResult } from "#protocol";
import type { Answered, BenchApi } from "./bench-api.ts";

export interface ShownVerdict extends BenchVerdict {
  readonly first: KeptBenchResult;
  readonly second: KeptBenchResult;
}

export interface BenchSessionState {
  readonly overview: BenchOverview | undefined;
  /** Why there is no newer overview. */
  readonly fault: string | undefined;
  /** Why the hub did not do what was asked last. */
  readonly refusal: string | undefined;
  /** Names of at most two results, the one picked last at the end. */
  readonly picked: readonly string[];
  readonly verdict: ShownVerdict | undefined;
  /** A verdict is being made. */
  readonly isComparing: boolean;
}

const MOST_PICKED = 2;

export class BenchSession {
  readonly state = signal<BenchSessionState>({
    overview: undefined,
    fault: undefined,
    refusal: undefined,
    picked: [],
    verdict: undefined,
    isComparing: false,
  });
  readonly #api: Pick<BenchApi, "overview" | "start" | "stop" | "compare">;
  #asked = 0;

  constructor(api: Pick<BenchApi, "overview" | "start" | "stop" | "compare">) {
    this.#api = api;
  }

  /** Asks for the overview. An answer that a newer one has overtaken is dropped. */
  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const outcome = await this.#api.overview();
    if (asked !== this.#asked) return;
    if (outcome.kind === "refused") return this.#set({ fault: outcome.why });
    const overview = outcome.answer;
    const names = new Set(overview.kept.map(({ name }) => name));
    const picked = this.state.peek().picked.filter((name) => names.has(name));
    this.#set({ overview, picked, fault: undefined });
  }

  async start(order: BenchOrder): Promise<void> {
    await this.#act(this.#api.start(order));
  }

  async stop(): Promise<void> {
    await this.#act(this.#api.stop());
  }

  /** Picks a result to compare, or lets go of it. Of three, the one picked first is let go. */
  pick(name: string, isPicked: boolean): void {
    const others = this.state.peek().picked.filter((one) => one !== name);
    this.#set({ picked: isPicked ? [...others, name].slice(-MOST_PICKED) : others });
  }

  /** Compares the two that are picked: the newer one beside the older. */
  async compare(): Promise<void> {
    const { overview, picked, isComparing } = this.state.peek();
    // Newest first.
    const [second, first] = overview?.kept.filter(({ name }) => picked.includes(name)) ?? [];
    if (first === undefined || second === undefined || isComparing) return;
    this.#set({ isComparing: true, refusal: undefined, verdict: undefined });
    const outcome = await this.#api.compare(first.name, second.name);
    this.#set({
      isComparing: false,
      ...(outcome.kind === "refused"
        ? { refusal: outcome.why }
        : { verdict: { ...outcome.answer, first, second } }),
    });
  }

  closeVerdict(): void {
    this.#set({ verdict: undefined });
  }

  async #act(asking: Promise<Answered<undefined>>): Promise<void> {
    const outcome = await asking;
    this.#set({ refusal: outcome.kind === "refused" ? outcome.why : undefined });
    await this.refresh();
  }

  #set(changed: Partial<BenchSessionState>): void {
    this.state.value = { ...this.state.peek(), ...changed };
  }
}
