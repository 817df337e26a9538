/** Begins a trace from elsewhere in the window. */

import { joinList } from "../../common/list-field.ts";
import type { TraceSession } from "./trace-session.ts";
import type { View } from "../../view/view.ts";

/** Shows the Trace panel, and follows all events of these topics. */
export function traceTopics(
  topics: readonly string[],
  { view, traceSession }: { readonly view: View; readonly traceSession: TraceSession },
): void {
  view.panel.value = "trace";
  view.tracedTopics.value = joinList(topics);
  traceSession.start({ topics, filter: "", stopAt: "" });
}
