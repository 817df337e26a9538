/** A file of what was measured once on each machine: an entry is valid only for its processor, its Bun and its load. */

import { BenchError } from "../bench-error.ts";
import { writeText } from "../report/write-text.ts";
import type { Environment } from "../result/result.ts";

export interface MachineEntry {
  readonly cpu: string;
  readonly cpus: number;
  readonly bun: string;
  readonly load: object;
}

type Machine = Pick<Environment, "cpu" | "cpus" | "bun">;

interface Stored<Entry> {
  readonly schemaVersion: number;
  readonly floors: readonly Entry[];
}

export class MachineFile<Entry extends MachineEntry> {
  readonly #kind: string;
  readonly #version: number;

  /** `kind` names such a file in errors: `noise-floor`. */
  constructor(kind: string, version: number) {
    this.#kind = kind;
    this.#version = version;
  }

  /** @throws {BenchError} if the file is something else, or of another version */
  async find(name: string, machine: Machine, load: Entry["load"]): Promise<Entry | undefined> {
    return (await this.#read(name)).find((entry) => isFor(entry, machine, load));
  }

  /** Those for this machine, whatever their load. @throws {BenchError} as `find` does */
  async of(name: string, machine: Machine): Promise<readonly Entry[]> {
    return (await this.#read(name)).filter((entry) => isFor(entry, machine, entry.load));
  }

  /** Adds it, replacing an older one for the same machine and load. */
  async store(name: string, entry: Entry): Promise<void> {
    const others = (await this.#read(name)).filter((other) => !isFor(other, entry, entry.load));
    const stored: Stored<Entry> = { schemaVersion: this.#version, floors: [...others, entry] };
    await writeText(name, `${JSON.stringify(stored, null, 2)}\n`);
  }

  async #read(name: string): Promise<readonly Entry[]> {
    const file = Bun.file(name);
    if (!(await file.exists())) return [];
    const stored: unknown = await file.json().catch(() => undefined);
    if (this.#isStored(stored)) return stored.floors;
    throw new BenchError(
      `${name} is not a ${this.#kind} file of version ${this.#version}: delete it, or name another with --file`,
    );
  }

  /** The version guarantees the shape of the entries. */
  #isStored(value: unknown): value is Stored<Entry> {
    return (
      typeof value === "object" &&
      value !== null &&
      "schemaVersion" in value &&
      value.schemaVersion === this.#version &&
      "floors" in value &&
      Array.isArray(value.floors)
    );
  }
}

function isFor(entry: MachineEntry, { cpu, cpus, bun }: Machine, load: object): boolean {
  const isHere = entry.cpu === cpu && entry.cpus === cpus && entry.bun === bun;
  return isHere && Bun.deepEquals(entry.load, load);
}
