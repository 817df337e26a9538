/** Whether a log's files are still the ones that were opened: SQLite itself would go on writing to deleted ones. */

import { statSync } from "node:fs";

export type FileState =
  | "same"
  /** Someone deleted or moved a part of it; what was opened can still be read. */
  | "missing"
  /** Another file stands in its place, and is not ours to touch. */
  | "replaced"
  /** It lost its end. */
  | "truncated";

export class FileIdentity {
  readonly #path: string;
  readonly #main: string | undefined;
  #wal: string | undefined;
  #sizeBytes = 0;

  constructor(path: string) {
    this.#path = path;
    this.#main = identify(path)?.inode;
  }

  /** Compares with what was there before; a file of this kind never gets shorter. */
  check(): FileState {
    const main = identify(this.#path);
    if (main === undefined) return "missing";
    if (main.inode !== this.#main) return "replaced";
    if (main.sizeBytes < this.#sizeBytes) return "truncated";
    this.#sizeBytes = main.sizeBytes;
    const wal = identify(`${this.#path}-wal`)?.inode;
    if (this.#wal !== undefined && wal !== this.#wal) return "missing";
    this.#wal = wal;
    return "same";
  }
}

function identify(
  path: string,
): { readonly inode: string; readonly sizeBytes: number } | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && { inode: `${stat.dev}:${stat.ino}`, sizeBytes: stat.size };
}
