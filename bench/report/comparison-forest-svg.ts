/** An interval of the HTML's table as inline SVG: drawn without a script, in the page's own colours. */

import type { MetricVerdict, Verdict } from "../comparison/comparison.ts";
import { type ForestScale, type Harm, harmOf } from "./comparison-forest.ts";
import { html, type Markup } from "./markup.ts";

const WIDTH = 300;
const HEIGHT = 20;
const MIDDLE = WIDTH / 2;
/** Room at both ends, for what stands at the edge. */
const MARGIN = 8;
const LEVEL = HEIGHT / 2;

/** The states of the stylesheet, each with a shape of its own. */
export const STATES: Readonly<Record<Verdict, "valid" | "invalid" | "failed">> = {
  pass: "valid",
  inconclusive: "invalid",
  regressed: "failed",
};

/** The scale's marks, for the head of the column. */
export function forestScale(scale: ForestScale): Markup {
  return html`<svg class="forest" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true">
    <text x="0" y="14">better</text>
    <text x="${WIDTH}" y="14" text-anchor="end">worse</text>
    <text x="${MIDDLE}" y="14" text-anchor="middle">0</text>
    ${marksOf(scale).map(
      (at) =>
        html`<text x="${placeOf(at, scale)}" y="14" text-anchor="middle">${scale.label}</text>`,
    )}
  </svg>`;
}

/** The table has the same in figures, so that it is hidden from readers of text. */
export function forestRow(metric: MetricVerdict, scale: ForestScale): Markup | undefined {
  const harm = harmOf(metric);
  if (harm === undefined) return undefined;
  return html`<svg
    class="forest"
    data-state="${STATES[metric.verdict]}"
    width="${WIDTH}"
    height="${HEIGHT}"
    aria-hidden="true"
  >
    ${marksOf(scale).map((at) => html`<path class="allowed" d="M${placeOf(at, scale)} 0v${HEIGHT}" />`)}
    <path class="zero" d="M${MIDDLE} 0v${HEIGHT}" />
    ${intervalMarks(harm, scale)}
  </svg>`;
}

function intervalMarks({ low, median, high }: Harm, scale: ForestScale): Markup {
  const [from, to] = [placeOf(low, scale), placeOf(high, scale)];
  const isInside = Math.abs(median) <= scale.reach;
  return html`<path class="interval" d="M${from} ${LEVEL}H${to}" /> ${endMark(from, low, scale)}
    ${endMark(to, high, scale)}
    ${isInside ? html`<circle class="median" cx="${placeOf(median, scale)}" cy="${LEVEL}" r="4" />` : undefined}`;
}

/** A bar where the interval ends; an arrow where it goes on beyond the scale. */
function endMark(place: number, harm: number, { reach }: ForestScale): Markup {
  if (Math.abs(harm) <= reach) {
    return html`<path class="interval" d="M${place} ${LEVEL - 4}v8" />`;
  }
  const back = harm < 0 ? 5 : -5;
  return html`<path
    class="interval"
    d="M${place + back} ${LEVEL - 4}L${place} ${LEVEL}L${place + back} ${LEVEL + 4}"
  />`;
}

function marksOf({ allowed }: ForestScale): number[] {
  return allowed > 0 ? [-allowed, allowed] : [];
}

/** On the drawing, in px; what is beyond the scale stands at its edge. */
function placeOf(harm: number, { reach }: ForestScale): number {
  const inside = Math.max(-1, Math.min(1, harm / reach));
  return Math.round((MIDDLE + inside * (MIDDLE - MARGIN)) * 10) / 10;
}
