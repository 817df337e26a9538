/** What of the view its address carries, so that a link leads to the same panel, chart and time. */

import { batch } from "@preact/signals";
import { readAddress, writeAddress } from "./address.ts";
import { DEFAULT_SPAN_MIN, spanIn } from "./spans.ts";
import { PANELS, type View } from "./view.ts";
import { rangeIn } from "./zoom.ts";

/** Takes over what an address's hash names; what it does not name is as at first, but for the span. */
export function followAddress(view: View, hash: string): void {
  const { panel, parameters } = readAddress(hash);
  batch(() => {
    view.panel.value = PANELS.find(({ name }) => name === panel)?.name ?? "live";
    view.spanMin.value = spanIn(parameters.get("span")) ?? view.spanMin.peek();
    view.zoom.value = rangeIn(parameters.get("from"), parameters.get("to"));
    view.isHeatMap.value = parameters.get("latency") === "heat";
    view.enlarged.value = parameters.get("chart");
    view.tracedTopics.value = parameters.get("trace") ?? view.tracedTopics.peek();
  });
}

/** The hash for what is shown. */
export function addressOf(view: View): string {
  const { panel, spanMin, zoom, enlarged, isHeatMap, tracedTopics } = view;
  const isTrace = panel.value === "trace" && tracedTopics.value !== "";
  return writeAddress(panel.value, {
    span: spanMin.value === DEFAULT_SPAN_MIN ? undefined : spanMin.value,
    from: zoom.value && Math.round(zoom.value.fromMs),
    to: zoom.value && Math.round(zoom.value.toMs),
    chart: enlarged.value,
    latency: isHeatMap.value ? "heat" : undefined,
    trace: isTrace ? tracedTopics.value : undefined,
  });
}
