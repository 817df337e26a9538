/** A row of a trace. It is drawn again only when what it shows has changed. */

import { Component } from "preact";
import { formatDuration, formatMs, formatPreciseTime } from "../../common/format.ts";
import { shortened } from "../../common/hidden-characters.ts";
import { verbatim } from "../../components/verbatim.tsx";
import type { TracedEvent } from "./trace-log.ts";

/** More than any window is wide. */
const SHOWN_CHARACTERS = 300;

export interface TraceRowProps {
  readonly event: TracedEvent;
  /** From 0. */
  readonly row: number;
  readonly rowPx: number;
  readonly isActive: boolean;
  /** The same function for all rows, however often they are drawn. */
  readonly onPress: (key: number) => void;
}

export function traceRowId(key: number): string {
  return `traced-${key}`;
}

export class TraceRow extends Component<TraceRowProps> {
  override shouldComponentUpdate(next: TraceRowProps): boolean {
    const now = this.props;
    return next.event !== now.event || next.row !== now.row || next.isActive !== now.isActive;
  }

  readonly #onPress = () => this.props.onPress(this.props.event.key);

  override render() {
    const { event, row, rowPx, isActive } = this.props;
    const { key, atMs, id, type, data, pauseMs, acceptedToDurableMs } = event;
    const isReplayed = event.moments.sentMs === undefined;
    const shown = verbatim(shortened(data, SHOWN_CHARACTERS));
    return (
      <div
        id={traceRowId(key)}
        role="row"
        class={type === "gap" ? "trace-row gap" : "trace-row"}
        // The heading is the first.
        aria-rowindex={row + 2}
        aria-selected={isActive}
        style={{ top: `${row * rowPx}px`, height: `${rowPx}px` }}
        data-traced-id={id}
        onClick={this.#onPress}
      >
        <time role="gridcell">{formatPreciseTime(atMs)}</time>
        <code role="gridcell">{id}</code>
        <span role="gridcell" class="type" dir="auto">
          {verbatim(type)}
        </span>
        <span role="gridcell" class="number">
          {isReplayed ? "replayed" : formatMs(acceptedToDurableMs)}
        </span>
        <span role="gridcell" class="number">
          {isReplayed ? "" : formatMs(event.durableToSentMs)}
        </span>
        <span role="gridcell" class="number">
          {isReplayed ? "" : formatMs(event.sentToHereMs)}
        </span>
        {pauseMs === undefined ? (
          <span role="gridcell" class="data" dir="auto">
            {shown}
          </span>
        ) : (
          <span role="gridcell" class="data">
            <em data-trace-pause>after a pause of {formatDuration(pauseMs)} </em>
            <bdi>{shown}</bdi>
          </span>
        )}
      </div>
    );
  }
}
