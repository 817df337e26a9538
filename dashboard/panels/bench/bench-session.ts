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
  #compared: string | undefined;

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

  /** The two that are picked as an address has them: the older, which the newer is judged by, comes first. */
  get pickedPair(): string | undefined {
    const { overview, picked } = this.state.value;
    // Newest first.
    const [second, first] = overview?.kept.filter(({ name }) => picked.includes(name)) ?? [];
    return first === undefined || second === undefined ? undefined : `${first.name},${second.name}`;
  }

  /**
   * Compares two results, as an address has them: the second beside the first. `undefined`: shows no verdict. Resolves
   * to whether there is one on these, or will be.
   */
  async compare(pair: string | undefined): Promise<boolean> {
    if (pair === this.#compared) return true;
    this.#compared = pair;
    this.#set({ verdict: undefined, isComparing: pair !== undefined });
    if (pair === undefined) return false;
    const judged = await this.#judged(pair);
    // Others are compared meanwhile.
    if (pair !== this.#compared) return false;
    this.#set({ isComparing: false, refusal: undefined, ...judged });
    const isJudged = judged.verdict !== undefined;
    // Otherwise the same two can be compared again, even before the address has let go of them.
    if (!isJudged) this.#compared = undefined;
    return isJudged;
  }

  async #judged(pair: string): Promise<Partial<BenchSessionState>> {
    const [one = "", other = ""] = pair.split(",");
    if (this.state.peek().overview === undefined) await this.refresh();
    const keptAs = (name: string) =>
      this.state.peek().overview?.kept.find((result) => result.name === name);
    const [first, second] = [keptAs(one), keptAs(other)];
    if (first === undefined || second === undefined) {
      const gone = first === undefined ? one : other;
      return { refusal: `There is no kept run ${gone || "to compare"} any more` };
    }
    const outcome = await this.#api.compare(first.name, second.name);
    return outcome.kind === "refused"
      ? { refusal: outcome.why }
      : { verdict: { ...outcome.answer, first, second } };
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
