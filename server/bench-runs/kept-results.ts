/** The results of runs as files of one folder: the newest fifty, each as JSON with its report as HTML beside it. */

import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { KeptBenchResult } from "#protocol";

export const MAX_KEPT = 50;

/** Time and scenario; nothing in it can lead out of the folder. */
const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-[a-z-]{1,20}$/;
const FILE = /^(.+)\.(json|html)$/;

export class KeptResults {
  readonly #folder: string;
  /** Of at most as many results as are kept. */
  #read = new Map<string, KeptBenchResult>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  nameOf(scenario: string, atMs: number): string {
    return `${new Date(atMs).toISOString().replaceAll(/[:.]/g, "-")}-${scenario}`;
  }

  /** The path of one of a run's two files. Makes the folder. */
  async pathsFor(name: string): Promise<{ readonly json: string; readonly html: string }> {
    await mkdir(this.#folder, { recursive: true });
    return { json: this.#path(`${name}.json`), html: this.#path(`${name}.html`) };
  }

  /** Newest first. A file that cannot be read as a result is left out. */
  async list(): Promise<readonly KeptBenchResult[]> {
    const files = new Set(await this.#files());
    const names = namesIn(files, ".json").slice(0, MAX_KEPT);
    const read = new Map<string, KeptBenchResult>();
    for (const name of names) {
      const hasReport = files.has(`${name}.html`);
      const known = this.#read.get(name);
      const isKnown = known !== undefined && known.hasReport === hasReport;
      const result = isKnown ? known : await this.#readOne(name, hasReport);
      if (result !== undefined) read.set(name, result);
    }
    this.#read = read;
    return [...read.values()];
  }

  /** The path of the JSON of a result that is kept; `undefined` if none has this name. */
  async find(name: string): Promise<string | undefined> {
    if (!NAME.test(name)) return undefined;
    const path = this.#path(`${name}.json`);
    return (await Bun.file(path).exists()) ? path : undefined;
  }

  /** The text of `NAME.json` or `NAME.html`; `undefined` if it is not there. */
  async text(file: string): Promise<string | undefined> {
    const [, name = ""] = FILE.exec(file) ?? [];
    if (!NAME.test(name)) return undefined;
    const stored = Bun.file(this.#path(file));
    return (await stored.exists()) ? await stored.text() : undefined;
  }

  /** Deletes all but the newest. */
  async prune(): Promise<void> {
    const files = await this.#files();
    const kept = new Set(namesIn(files, ".json").slice(0, MAX_KEPT));
    const surplus = files.filter((file) => {
      const [, name = ""] = FILE.exec(file) ?? [];
      return NAME.test(name) && !kept.has(name);
    });
    await Promise.all(surplus.map((file) => rm(this.#path(file), { force: true })));
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }

  /** None before the first run. */
  async #files(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch {
      return [];
    }
  }

  async #readOne(name: string, hasReport: boolean): Promise<KeptBenchResult | undefined> {
    try {
      const stored: unknown = await Bun.file(this.#path(`${name}.json`)).json();
      return resultOf(name, stored, hasReport);
    } catch {
      return undefined;
    }
  }
}

/** Names begin with their time, so their order is that of the runs. */
function namesIn(files: Iterable<string>, ending: string): string[] {
  return [...files]
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .filter((name) => NAME.test(name))
    .toSorted()
    .toReversed();
}

/** `undefined` for what is no result of the bench. */
function resultOf(name: string, stored: unknown, hasReport: boolean): KeptBenchResult | undefined {
  const scenario = at(stored, "scenarios", "0");
  const scenarioName = at(scenario, "name");
  const startedAtMs = Date.parse(String(at(stored, "environment", "startedAt")));
  if (typeof scenarioName !== "string" || Number.isNaN(startedAtMs)) return undefined;
  const metric = (key: string) => numberOr(at(scenario, "metrics", key, "value"));
  const option = (key: string) => numberOr(at(scenario, "config", key));
  return {
    name,
    scenario: scenarioName,
    startedAtMs,
    isValid: at(scenario, "valid") === true,
    isPartial: at(scenario, "partial") === true,
    connections: option("connections"),
    rate: option("rate"),
    durationS: option("durationS"),
    p50Ms: metric("latency.p50_ms"),
    p99Ms: metric("latency.p99_ms"),
    lost: metric("lost"),
    hasReport,
  };
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}

function numberOr(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
