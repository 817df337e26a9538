/** Whether a log's files are still the ones that were opened: SQLite would go on writing to deleted files. */

import { statSync } from "node:fs";

export type FileState =
  | "same"
  /** A file was deleted or moved; the open one can still be read. */
  | "missing"
  /** Another file has replaced it, and must not be touched. */
  | "replaced"
  /** It was truncated. */
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

  /** Compares with the files that were opened; a log file never gets shorter. */
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
