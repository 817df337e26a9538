/** Measures one part on both servers, slice by slice in turn. */

import type { Figures } from "../comparison/comparison.ts";
import type { RunningServer } from "../servers/server.ts";
import type { Progress } from "../report/progress-state.ts";
import type { ComparedLoad } from "./load.ts";
import type { SideName } from "./pairs.ts";
import type { OpenPart, Part, PartOutcome } from "./part.ts";

export interface PartOptions {
  readonly load: ComparedLoad;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A B, B A, A B and so on, for sides in the order A, B. `undefined` after an interrupt. */
export async function measurePart(
  part: Part,
  order: readonly SideName[],
  serverOf: (side: SideName) => Promise<RunningServer>,
  knownOf: (side: SideName) => Figures,
  { load, progress, signal }: PartOptions,
): Promise<ReadonlyMap<SideName, PartOutcome>> {
  await using disposables = new AsyncDisposableStack();
  let isOpen = false;
  const open: [SideName, OpenPart][] = [];
  for (const side of order) {
    progress.show(`${side}, ${part.name}: starting`);
    const show = (line: string) => isOpen || progress.show(`${side}, ${part.name}: ${line}`);
    const peer = await serverOf(side);
    const context = { peer, load, signal, progress: { show }, transport: "sse" } as const;
    open.push([side, disposables.use(await part.open(context, knownOf(side)))]);
  }
  isOpen = true;
  const slices = part.slices(load);
  for (let slice = 0; slice < slices; slice++) {
    progress.show(`${part.name}: slice ${slice + 1} of ${slices}`);
    for (const [, one] of slice % 2 === 0 ? open : open.toReversed()) {
      if (signal.aborted) return new Map();
      await one.measure();
    }
  }
  const outcomes = new Map<SideName, PartOutcome>();
  for (const [side, one] of open) outcomes.set(side, await one.finish());
  return outcomes;
}
