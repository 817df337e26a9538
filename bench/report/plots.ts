/**
 * The charts of a scenario: from one result, or from two that are laid over each other. Driven by the
 * names that a result has, so that a new series or histogram is drawn without a change here.
 */

import { curvePlots } from "./curve-plots.ts";
import type { Plot, Run } from "./plot.ts";
import { ratePlots } from "./rate-plots.ts";
import { otherPlots, percentilePlots } from "./series-plots.ts";

export function plotsOf(runs: readonly Run[]): Plot[] {
  return [...ratePlots(runs), ...percentilePlots(runs), ...curvePlots(runs), ...otherPlots(runs)];
}
