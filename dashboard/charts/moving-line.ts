/**
 * A column's line over a range that moves on: at each redraw only new rows are added and old points dropped. An hour
 * has 3,600 rows a line, and four redraws a second would read each of them again.
 */

import type { SampleStore, TimeRange } from "../past/store.ts";
import { stretchFor, type ThinnedLine } from "../past/thinning.ts";

/** What a line was made of. */
interface Origin<Name extends string> {
  readonly store: SampleStore<Name>;
  readonly generation: number;
  readonly column: Name;
  readonly stretchMs: number;
  readonly range: TimeRange;
}

export class MovingLine<Name extends string> {
  #line: ThinnedLine | undefined;
  #origin: Origin<Name> | undefined;

  /** The line over a range; the same one, moved on, where that is enough. */
  over(store: SampleStore<Name>, column: Name, range: TimeRange, stretches: number): ThinnedLine {
    const stretchMs = stretchFor(range.toMs - range.fromMs, stretches, store.intervalMs);
    const origin = { store, generation: store.generation, column, stretchMs, range };
    const line = this.#movedOn(origin) ?? store.lineOver(range, stretches);
    store.extend(line, column, range);
    line.dropBefore(range.fromMs);
    this.#line = line;
    this.#origin = origin;
    return line;
  }

  #movedOn({ store, generation, column, stretchMs, range }: Origin<Name>): ThinnedLine | undefined {
    const before = this.#origin;
    const isSame =
      before?.store === store &&
      before.generation === generation &&
      before.column === column &&
      before.stretchMs === stretchMs &&
      before.range.fromMs <= range.fromMs &&
      before.range.toMs <= range.toMs;
    return isSame ? this.#line : undefined;
  }
}
