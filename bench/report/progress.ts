/** Live progress on standard error: one line that renews itself on a terminal, a line now and then elsewhere. */

import type { Progress } from "../scenarios/scenario.ts";

export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** Elsewhere than on a terminal, a line comes at most this often. */
const PLAIN_EVERY_MS = 2_000;

/** `label` says whose progress it is; `nowMs` is a monotonic clock. */
export function progressOn(
  output: ProgressOutput,
  label: string,
  nowMs: () => number = () => performance.now(),
): Progress & { done(): void } {
  let shownAtMs = -Infinity;
  let shown = "";
  const isTerminal = output.isTTY === true;
  return {
    show(line) {
      if (line === shown || (!isTerminal && nowMs() - shownAtMs < PLAIN_EVERY_MS)) return;
      output.write(isTerminal ? `\r\u001B[2K${label}: ${line}` : `${label}: ${line}\n`);
      shownAtMs = nowMs();
      shown = line;
    },
    done() {
      if (isTerminal && shown !== "") output.write("\r\u001B[2K");
    },
  };
}
