/** When clients join and leave to follow the stages. Pure. */

import type { ClientStage } from "./messages.ts";

export interface Change {
  /** In ms from the start. */
  readonly dueMs: number;
  readonly kind: "join" | "leave";
}

/** In order of time, starting without clients. */
export function changesOf(stages: readonly ClientStage[]): Change[] {
  const changes: Change[] = [];
  let [startMs, there] = [0, 0];
  for (const { durationMs, clients } of stages) {
    const count = Math.abs(clients - there);
    const kind = clients > there ? "join" : "leave";
    for (let number = 0; number < count; number++) {
      changes.push({ kind, dueMs: startMs + (number / count) * durationMs });
    }
    startMs += durationMs;
    there = clients;
  }
  return changes;
}

/** The peak number of clients. */
export function mostOf(stages: readonly ClientStage[]): number {
  return Math.max(0, ...stages.map(({ clients }) => clients));
}

/** The share of a process that has `own` of `all` clients. */
export function shareOf(
  stages: readonly ClientStage[],
  own: number,
  all: number,
): readonly ClientStage[] {
  return stages.map(({ durationMs, clients }) => ({
    durationMs,
    clients: Math.round((clients * own) / all),
  }));
}
