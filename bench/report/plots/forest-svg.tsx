/** An interval in a table as inline SVG: drawn without a script, in the page's own colours. */

import type { ForestScale, Harm } from "./forest.ts";

const WIDTH = 300;
const HEIGHT = 20;
const MIDDLE = WIDTH / 2;
/** Room at both ends for what is at the edge. */
const MARGIN = 8;
const LEVEL = HEIGHT / 2;

/** The scale's marks, for the column's heading. */
export function ForestHead({ scale }: { scale: ForestScale }) {
  return (
    <svg class="forest" width={WIDTH} height={HEIGHT} aria-hidden="true">
      <text x="0" y="14">
        better
      </text>
      <text x={WIDTH} y="14" text-anchor="end">
        worse
      </text>
      {[{ at: 0, label: scale.middle }, ...scale.marks].map(({ at, label }) => (
        <text x={placeOf(at, scale)} y="14" text-anchor="middle">
          {label}
        </text>
      ))}
    </svg>
  );
}

interface ForestParts {
  readonly harm: Harm | undefined;
  readonly scale: ForestScale;
  /** Sets the colour: a state of the stylesheet. */
  readonly state: string | undefined;
}

/** Hidden from screen readers, because the table has the same figures as text. */
export function ForestRow({ harm, scale, state }: ForestParts) {
  if (harm === undefined) return null;
  return (
    <svg class="forest" data-state={state} width={WIDTH} height={HEIGHT} aria-hidden="true">
      {scale.marks.map(({ at }) => (
        <path class="allowed" d={`M${placeOf(at, scale)} 0v${HEIGHT}`} />
      ))}
      <path class="zero" d={`M${MIDDLE} 0v${HEIGHT}`} />
      <Interval harm={harm} scale={scale} />
    </svg>
  );
}

function Interval({ harm: { low, median, high }, scale }: { harm: Harm; scale: ForestScale }) {
  const isInside = Math.abs(median) <= scale.reach;
  return (
    <>
      <path class="interval" d={`M${placeOf(low, scale)} ${LEVEL}H${placeOf(high, scale)}`} />
      <EndMark harm={low} scale={scale} />
      <EndMark harm={high} scale={scale} />
      {isInside && <circle class="median" cx={placeOf(median, scale)} cy={LEVEL} r="4" />}
    </>
  );
}

/** A bar where the interval ends, or an arrow if it extends beyond the scale. */
function EndMark({ harm, scale }: { harm: number; scale: ForestScale }) {
  const place = placeOf(harm, scale);
  const back = harm < 0 ? 5 : -5;
  const path =
    Math.abs(harm) <= scale.reach
      ? `M${place} ${LEVEL - 4}v8`
      : `M${place + back} ${LEVEL - 4}L${place} ${LEVEL}L${place + back} ${LEVEL + 4}`;
  return <path class="interval" d={path} />;
}

/** The position in px; values beyond the scale are drawn at its edge. */
function placeOf(harm: number, { reach }: ForestScale): number {
  const inside = Math.max(-1, Math.min(1, harm / reach));
  return Math.round((MIDDLE + inside * (MIDDLE - MARGIN)) * 10) / 10;
}
