/** What of the program its address carries, so that a link leads to the same panel, filter, chart and time. */

import { batch } from "@preact/signals";
import { readAddress, writeAddress } from "./address.ts";
import { DEFAULT_SPAN_MIN, spanIn } from "../view/spans.ts";
import type { StreamsSession } from "../panels/streams/streams-session.ts";
import type { TopicsWatch } from "../panels/topics/topics-watch.ts";
import { PANELS, type View } from "../view/view.ts";
import { rangeIn } from "../view/zoom.ts";

export interface Addressed {
  readonly view: View;
  readonly topics: Pick<TopicsWatch, "question" | "search">;
  readonly streams: Pick<StreamsSession, "pages" | "choose">;
}

/** Takes over what an address's hash names; what it does not name is as at first, but for the span. */
export function followAddress({ view, topics, streams }: Addressed, hash: string): void {
  const { panel, parameters } = readAddress(hash);
  batch(() => {
    view.panel.value = PANELS.find(({ name }) => name === panel)?.name ?? "live";
    view.spanMin.value = spanIn(parameters.get("span")) ?? view.spanMin.peek();
    view.zoom.value = rangeIn(parameters.get("from"), parameters.get("to"));
    view.isHeatMap.value = parameters.get("latency") === "heat";
    view.enlarged.value = parameters.get("chart");
    view.tracedTopics.value = parameters.get("trace") ?? view.tracedTopics.peek();
    const found = parameters.get("find");
    if (found !== undefined && panel === "topics") topics.search(found);
    if (found !== undefined && panel === "streams") streams.choose({ search: found });
  });
}

/** The hash for what is shown. */
export function addressOf({ view, topics, streams }: Addressed): string {
  const { panel, spanMin, zoom, enlarged, isHeatMap, tracedTopics } = view;
  const found = {
    topics: topics.question.value.search,
    streams: streams.pages.filter.search,
  };
  return writeAddress(panel.value, {
    span: spanMin.value === DEFAULT_SPAN_MIN ? undefined : spanMin.value,
    from: zoom.value && Math.round(zoom.value.fromMs),
    to: zoom.value && Math.round(zoom.value.toMs),
    chart: enlarged.value,
    latency: isHeatMap.value ? "heat" : undefined,
    trace: orNone(panel.value === "trace" ? tracedTopics.value : ""),
    find: orNone(panel.value === "topics" || panel.value === "streams" ? found[panel.value] : ""),
  });
}

function orNone(text: string): string | undefined {
  return text === "" ? undefined : text;
}
