/**
 * A line of points, thinned: of each stretch of time it keeps the smallest and the largest value, at their own times, so
 * that no spike is hidden. Stretches lie at fixed times, so that a line does not flicker as it
 * moves on. (Chart.js has a plugin for this, which needs every point as an object first, at each redraw.)
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a stretch has, so far. */
interface Stretch {
  readonly id: number;
  readonly firstMs: number;
  min: Point | undefined;
  max: Point | undefined;
}

/** Half of the length of a lone value, in stretches: slightly shorter than its stretch, so that neighbours never touch. */
export const HALF_SHARE = 0.45;

export interface LineOptions {
  /** Time between two rows, in ms. */
  readonly intervalMs: number;
  /** Rows further apart than this have missing rows between them. */
  readonly holeMs: number;
  /** Length of a stretch, in ms; without thinning, the interval. */
  readonly stretchMs: number;
}

/** The length of a stretch, if a line is to have so many: whole intervals, at least one. */
export function stretchFor(longMs: number, stretches: number, intervalMs: number): number {
  return Math.max(1, Math.ceil(longMs / stretches / intervalMs)) * intervalMs;
}

export class ThinnedLine {
  readonly #options: LineOptions;
  /** The points of all stretches that have ended. */
  readonly #xs: number[] = [];
  readonly #ys: number[] = [];
  #stretch: Stretch | undefined;
  #newestMs: number | undefined;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /** The length of a stretch, in ms. */
  get stretchMs(): number {
    return this.#options.stretchMs;
  }

  /** The time of the value added last. */
  get newestMs(): number | undefined {
    return this.#newestMs;
  }

  /** Adds the next value; `NaN` if the row has none. */
  add(x: number, y: number): void {
    const { intervalMs, holeMs, stretchMs } = this.#options;
    const isThinned = stretchMs > intervalMs;
    const id = isThinned ? Math.floor(x / stretchMs) : x;
    if (id !== this.#stretch?.id) {
      this.#endStretch();
      this.#stretch = { id, firstMs: x, min: undefined, max: undefined };
    }
    const beforeMs = this.#newestMs ?? x;
    if (x - beforeMs > Math.max(holeMs, isThinned ? stretchMs : 0)) {
      this.#push((x + beforeMs) / 2, Number.NaN);
    }
    this.#newestMs = x;
    if (Number.isNaN(y) || this.#stretch === undefined) return;
    const { min, max } = this.#stretch;
    if (min === undefined || y < min.y) this.#stretch.min = { x, y };
    if (max === undefined || y > max.y) this.#stretch.max = { x, y };
  }

  /** Forgets what lies before a time, but for the last point, from which the line comes in. */
  dropBefore(fromMs: number): void {
    const inside = this.#xs.findIndex((x) => x >= fromMs);
    const surplus = (inside < 0 ? this.#xs.length : inside) - 1;
    if (surplus <= 0) return;
    this.#xs.splice(0, surplus);
    this.#ys.splice(0, surplus);
  }

  /** Calls `visit` with the points in order; breaks are points without a value, `NaN`. */
  visit(visit: (x: number, y: number) => void): void {
    this.#withLastStretch(() => {
      for (let index = 0; index < this.#xs.length; index++) this.#visitOne(index, visit);
    });
  }

  /**
   * Calls `visit` with the smallest and the largest value of each stretch in order, at its middle; a break has `NaN`.
   * Lines of the same rows have the same stretches.
   */
  visitStretches(visit: (atMs: number, min: number, max: number) => void): void {
    this.#withLastStretch(() => {
      for (let index = 0; index < this.#xs.length; index++) {
        const y = this.#ys[index] ?? Number.NaN;
        const atMs = this.#middleOf(this.#xs[index] ?? Number.NaN);
        const next = this.#ys[index + 1] ?? Number.NaN;
        const isPair =
          !Number.isNaN(next) && this.#middleOf(this.#xs[index + 1] ?? Number.NaN) === atMs;
        if (isPair) index++;
        visit(atMs, isPair ? Math.min(y, next) : y, isPair ? Math.max(y, next) : y);
      }
    });
  }

  /** The points in order; breaks are points without a value. */
  points(): Point[] {
    const points: Point[] = [];
    this.visit((x, y) => points.push({ x, y }));
    return points;
  }

  /** Does something while the stretch that may go on is among the points. */
  #withLastStretch(work: () => void): void {
    const ended = this.#xs.length;
    this.#endStretch();
    work();
    this.#xs.length = ended;
    this.#ys.length = ended;
  }

  /** The middle of the stretch that a time belongs to; without thinning, the time. */
  #middleOf(x: number): number {
    const { intervalMs, stretchMs } = this.#options;
    return stretchMs > intervalMs ? (Math.floor(x / stretchMs) + 0.5) * stretchMs : x;
  }

  #endStretch(): void {
    if (this.#stretch === undefined) return;
    const { firstMs, min, max } = this.#stretch;
    if (min === undefined || max === undefined) return this.#push(firstMs, Number.NaN);
    const [first, last] = min.x < max.x ? [min, max] : [max, min];
    this.#push(first.x, first.y);
    if (last.x !== first.x) this.#push(last.x, last.y);
  }

  #push(x: number, y: number): void {
    this.#xs.push(x);
    this.#ys.push(y);
  }

  /** A value between breaks would be an invisible point: it is drawn as long as it lasted. */
  #visitOne(index: number, visit: (x: number, y: number) => void): void {
    const x = this.#xs[index] ?? Number.NaN;
    const y = this.#ys[index] ?? Number.NaN;
    const isAlone =
      Number.isNaN(this.#ys[index - 1] ?? Number.NaN) &&
      Number.isNaN(this.#ys[index + 1] ?? Number.NaN);
    if (Number.isNaN(y) || !isAlone) return visit(x, y);
    const halfMs = this.#options.stretchMs * HALF_SHARE;
    visit(x - halfMs, y);
    visit(x + halfMs, y);
  }
}
