/** The log of a hub that the bench starts: a file of its own, on the disk of whoever runs the bench. */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** Beside the logs of hubs that people start here, so that both are on the same disk. */
const FOLDER = resolve(".streamgauge");

export interface OwnLog {
  /** For the hub: where its log is. */
  readonly flags: readonly string[];
  /** Deletes the log; its hub has ended by now. */
  remove(): void;
}

export function makeOwnLog(): OwnLog {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, "bench-"));
  return {
    flags: ["--log", `sqlite:${join(folder, "log.db")}`],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
