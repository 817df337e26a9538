/**
 * Starts the bench as a child process, one run at a time, on a hub in development, and keeps what it leaves. Children
 * end with the hub, however it ends.
 */

import type { BenchOrder, BenchOverview, BenchRunning, BenchVerdict } from "#protocol";
import type { KeptResults } from "./kept-results.ts";
import { argumentsOf, BOUNDS, OFFERS } from "./order.ts";

/** What a page can ask of it; by whichever thread. */
export interface BenchRuns {
  benchOverview(): Promise<BenchOverview>;
  /** `busy` while another run is under way, `ending` when the hub is. */
  startBench(order: BenchOrder): Promise<BenchRunning | "busy" | "ending">;
  /** Interrupts the run, which keeps what was measured; false if there is none. */
  stopBench(): Promise<boolean>;
  /** The text of `NAME.json` or `NAME.html`; `undefined` if it is not kept. */
  benchFile(file: string): Promise<string | undefined>;
  /** The verdict on the second beside the first; `missing` if one is not kept, `busy` during another comparison. */
  compareBench(first: string, second: string): Promise<BenchVerdict | "missing" | "busy">;
}

export interface BenchRunnerOptions {
  readonly results: KeptResults;
  /** What starts the bench, without its own arguments. */
  readonly command: readonly string[];
  /** The project's folder: the bench is run in it. */
  readonly project: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly wallMs: () => number;
}

/** A run that does not end by itself is interrupted, and one that is interrupted and does not end is killed. */
const MAX_RUN_MS = 15 * 60_000;
const STOP_GRACE_MS = 20_000;
const COMPARE_TIMEOUT_MS = 60_000;
const MAX_SAID_CHARACTERS = 2_000;
/** The exit codes of the bench that matter here. */
const EXIT = { pass: 0, inconclusive: 4, failed: 99 } as const;

export class BenchRunner implements BenchRuns {
  readonly #options: BenchRunnerOptions;
  #origin: string | undefined;
  #child: Bun.Subprocess<"ignore", "ignore", "pipe"> | undefined;
  #running: BenchRunning | undefined;
  #failure: string | undefined;
  #log = "";
  #isComparing = false;
  #isEnding = false;

  constructor(options: BenchRunnerOptions) {
    this.#options = options;
  }

  /** From now on runs can be started: the hub listens at this origin. */
  begin(origin: string): void {
    this.#origin = origin;
  }

  /** Interrupts the run, and starts no other. */
  end(): void {
    this.#isEnding = true;
    this.#child?.kill("SIGINT");
  }

  /** Ends the run at once. */
  kill(): void {
    this.#child?.kill("SIGKILL");
  }

  async benchOverview(): Promise<BenchOverview> {
    // Before the list: whoever is told that no run is under way need not ask for its result again.
    const running = this.#running ?? null;
    const failure = this.#failure ?? null;
    const all = await this.#options.results.list();
    return {
      offers: OFFERS,
      bounds: BOUNDS,
      running,
      failure,
      log: this.#log,
      // That of the run under way may be half written.
      kept: all.filter(({ name }) => name !== running?.name),
    };
  }

  async startBench(order: BenchOrder): Promise<BenchRunning | "busy" | "ending"> {
    const { results, wallMs } = this.#options;
    const origin = this.#origin;
    if (this.#isEnding || origin === undefined) return "ending";
    if (this.#running !== undefined) return "busy";
    const startedAtMs = wallMs();
    const name = results.nameOf(order.scenario, startedAtMs);
    const running: BenchRunning = { name, order, startedAtMs, isStopping: false };
    this.#running = running;
    this.#failure = undefined;
    this.#log = "";
    void this.#run(running, origin).catch((error: unknown) => this.#ended(String(error)));
    return running;
  }

  async stopBench(): Promise<boolean> {
    const [running, child] = [this.#running, this.#child];
    if (running === undefined) return false;
    if (running.isStopping) return true;
    this.#running = { ...running, isStopping: true };
    if (child !== undefined) interrupt(child);
    return true;
  }

  benchFile(file: string): Promise<string | undefined> {
    return this.#options.results.text(file);
  }

  async compareBench(first: string, second: string): Promise<BenchVerdict | "missing" | "busy"> {
    if (this.#isComparing) return "busy";
    this.#isComparing = true;
    try {
      const { results } = this.#options;
      const [one, other] = [await results.find(first), await results.find(second)];
      return one === undefined || other === undefined ? "missing" : await this.#compare(one, other);
    } finally {
      this.#isComparing = false;
    }
  }

  async #compare(first: string, second: string): Promise<BenchVerdict> {
    const child = Bun.spawn(this.#commandOf("compare", first, second, "--strict"), {
      ...this.#surroundings,
      stdout: "pipe",
      stderr: "pipe",
      timeout: COMPARE_TIMEOUT_MS,
    });
    const [said, faults, code] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    if (code === EXIT.pass) return { kind: "passed", text: said };
    if (code === EXIT.inconclusive) return { kind: "undecided", text: said };
    if (code === EXIT.failed) return { kind: "regressed", text: said };
    return { kind: "refused", text: faults.trim() || "The bench gave no verdict" };
  }

  async #run({ name, order }: BenchRunning, origin: string): Promise<void> {
    const { results } = this.#options;
    const { json, html } = await results.pathsFor(name);
    // Stopped before it began.
    if (this.#isEnding || this.#isStopping()) return this.#ended();
    const to = ["--url", origin, "--watch", origin, "--json", json, "--html", html];
    const child = Bun.spawn(this.#commandOf(...argumentsOf(order), ...to), {
      ...this.#surroundings,
      stdout: "ignore",
      stderr: "pipe",
    });
    this.#child = child;
    const tooLong = setTimeout(() => interrupt(child), MAX_RUN_MS);
    await this.#keepLog(child.stderr);
    await child.exited;
    clearTimeout(tooLong);
    await results.prune();
    const isKept = (await results.find(name)) !== undefined;
    this.#ended(
      isKept || this.#isStopping()
        ? undefined
        : this.#log.trim() || "The bench ended without a word",
    );
  }

  /** The end of what a run says; the rest is not kept. */
  async #keepLog(said: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of said.pipeThrough(new TextDecoderStream())) {
      this.#log = (this.#log + text).slice(-MAX_SAID_CHARACTERS);
    }
  }

  #isStopping(): boolean {
    return this.#running?.isStopping ?? false;
  }

  #ended(failure?: string): void {
    this.#child = undefined;
    this.#running = undefined;
    this.#failure = failure;
  }

  #commandOf(...words: readonly string[]): string[] {
    return [...this.#options.command, ...words];
  }

  get #surroundings() {
    const { project, env } = this.#options;
    return { cwd: project, env: { ...env, NO_COLOR: "1" }, stdin: "ignore" } as const;
  }
}

function interrupt(child: Bun.Subprocess): void {
  child.kill("SIGINT");
  const killing = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
  void child.exited.then(() => clearTimeout(killing));
}
