/** What of the program its address carries, so that a link leads to the same panel, filter, chart and time. */

import { batch } from "@preact/signals";
import {
  MAX_SEARCH_CHARACTERS,
  SORT_ORDERS,
  STREAM_SORTS,
  STREAM_STATES,
  TOPIC_SORTS,
  TRANSPORTS,
} from "#protocol";
import { readAddress, writeAddress } from "./address.ts";
import { DEFAULT_SPAN_MIN, spanIn } from "../view/spans.ts";
import { FIRST_FILTER, type StreamsSession } from "../panels/streams/streams-session.ts";
import { FIRST_TOPICS_SORT, type TopicsWatch } from "../panels/topics/topics-watch.ts";
import { PANELS, type View } from "../view/view.ts";
import { rangeIn } from "../view/zoom.ts";

export interface Addressed {
  readonly view: View;
  readonly topics: Pick<TopicsWatch, "question" | "search" | "sortBy">;
  readonly streams: Pick<StreamsSession, "pages" | "choose" | "chosen" | "missing" | "openById">;
}

type Parameters = ReadonlyMap<string, string>;

/** Takes over what an address's hash names; what it does not name is as at first, but for the span. */
export function followAddress({ view, topics, streams }: Addressed, hash: string): void {
  const { panel, parameters } = readAddress(hash);
  batch(() => {
    view.panel.value = PANELS.find(({ name }) => name === panel)?.name ?? "live";
    view.spanMin.value = spanIn(parameters.get("span")) ?? view.spanMin.peek();
    view.zoom.value = rangeIn(parameters.get("from"), parameters.get("to"));
    view.isHeatMap.value = parameters.get("latency") === "heat";
    view.isByThread.value = parameters.get("connections") === "threads";
    view.enlarged.value = parameters.get("chart");
    view.tracedTopics.value = parameters.get("trace") ?? view.tracedTopics.peek();
    if (panel === "topics") followTopics(topics, parameters);
    if (panel === "streams") followStreams(streams, parameters);
    if (panel === "bench") {
      view.replayedRun.value = parameters.get("run");
      view.comparedRuns.value = parameters.get("compare");
    }
  });
}

function followTopics(topics: Addressed["topics"], parameters: Parameters): void {
  const [found, sort] = [searchIn(parameters), oneOf(TOPIC_SORTS, parameters.get("sort"))];
  if (found !== undefined) topics.search(found);
  if (sort !== undefined) topics.sortBy(sort);
}

function followStreams(streams: Addressed["streams"], parameters: Parameters): void {
  const sort = oneOf(STREAM_SORTS, parameters.get("sort"));
  const order = oneOf(SORT_ORDERS, parameters.get("order"));
  const state = oneOf(STREAM_STATES, parameters.get("state"));
  const transport = oneOf(TRANSPORTS, parameters.get("transport"));
  const search = searchIn(parameters);
  if ([sort, order, state, transport, search].some((value) => value !== undefined)) {
    streams.choose({
      search: search ?? FIRST_FILTER.search,
      state: state ?? FIRST_FILTER.state,
      transport,
      ...(sort && { sort }),
      ...(order && { order }),
    });
  }
  const id = parameters.get("stream");
  if (id !== undefined) void streams.openById(id);
}

/** No longer than the hub takes, as in the panels' own fields. */
function searchIn(parameters: Parameters): string | undefined {
  return parameters.get("find")?.slice(0, MAX_SEARCH_CHARACTERS);
}

/** The hash for what is shown. */
export function addressOf({ view, topics, streams }: Addressed): string {
  const { panel, spanMin, zoom, enlarged, isHeatMap, isByThread, tracedTopics } = view;
  const { replayedRun, comparedRuns } = view;
  const ofPanel = {
    topics: () => ofTopics(topics),
    streams: () => ofStreams(streams),
    trace: () => ({ trace: orNone(tracedTopics.value) }),
    bench: () => ({ run: replayedRun.value, compare: comparedRuns.value }),
  };
  const own = Object.entries(ofPanel).find(([name]) => name === panel.value)?.[1]();
  return writeAddress(panel.value, {
    span: spanMin.value === DEFAULT_SPAN_MIN ? undefined : spanMin.value,
    from: zoom.value && Math.round(zoom.value.fromMs),
    to: zoom.value && Math.round(zoom.value.toMs),
    chart: enlarged.value,
    latency: isHeatMap.value ? "heat" : undefined,
    connections: isByThread.value ? "threads" : undefined,
    ...own,
  });
}

function ofTopics({ question }: Addressed["topics"]) {
  const { search, sort } = question.value;
  return { find: orNone(search), sort: sort === FIRST_TOPICS_SORT ? undefined : sort };
}

function ofStreams({ pages, chosen, missing }: Addressed["streams"]) {
  const { search, state, sort, order, transport } = pages.filter;
  const isFirst = sort === FIRST_FILTER.sort && order === FIRST_FILTER.order;
  return {
    find: orNone(search),
    state: state === FIRST_FILTER.state ? undefined : state,
    transport,
    sort: isFirst ? undefined : sort,
    order: isFirst ? undefined : order,
    stream: chosen?.record.id ?? missing,
  };
}

function oneOf<Value extends string>(
  values: readonly Value[],
  text: string | undefined,
): Value | undefined {
  return values.find((value) => value === text);
}

function orNone(text: string): string | undefined {
  return text === "" ? undefined : text;
}
