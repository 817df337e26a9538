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

/** A lone value is drawn slightly shorter than its stretch, so that neighbours never touch. */
const HALF_SHARE = 0.45;

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
  readonly #points: Point[] = [];
  #stretch: Stretch | undefined;
  #beforeMs = Number.NaN;

  constructor(options: LineOptions) {
    this.#options = options;
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
    if (x - this.#beforeMs > Math.max(holeMs, isThinned ? stretchMs : 0)) {
      this.#points.push({ x: (x + this.#beforeMs) / 2, y: Number.NaN });
    }
    this.#beforeMs = x;
    if (Number.isNaN(y) || this.#stretch === undefined) return;
    const { min, max } = this.#stretch;
    if (min === undefined || y < min.y) this.#stretch.min = { x, y };
    if (max === undefined || y > max.y) this.#stretch.max = { x, y };
  }

  /** The points in order; breaks are points without a value. */
  end(): Point[] {
    this.#endStretch();
    this.#stretch = undefined;
    return this.#points.flatMap((point, index, points) => this.#drawable(point, index, points));
  }

  #endStretch(): void {
    if (this.#stretch === undefined) return;
    const { firstMs, min, max } = this.#stretch;
    if (min === undefined || max === undefined) {
      this.#points.push({ x: firstMs, y: Number.NaN });
    } else if (min.x === max.x) this.#points.push(min);
    else this.#points.push(...(min.x < max.x ? [min, max] : [max, min]));
  }

  /** A value between breaks would be an invisible point: it is drawn as long as it lasted. */
  #drawable(point: Point, index: number, points: readonly Point[]): readonly Point[] {
    const { x, y } = point;
    const isAlone =
      Number.isNaN(points[index - 1]?.y ?? Number.NaN) &&
      Number.isNaN(points[index + 1]?.y ?? Number.NaN);
    if (Number.isNaN(y) || !isAlone) return [point];
    const halfMs = this.#options.stretchMs * HALF_SHARE;
    return [
      { x: x - halfMs, y },
      { x: x + halfMs, y },
    ];
  }
}
