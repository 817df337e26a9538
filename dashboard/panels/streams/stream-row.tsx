/** A row of the list of streams. It is drawn again only when what it shows has changed, not as the list scrolls. */

import { Component } from "preact";
import type { StreamRecord } from "#protocol";
import { verbatim, VerbatimList } from "../../components/verbatim.tsx";
import { conditionOf, type StreamColumn } from "./stream-columns.ts";
import type { StreamsSession } from "./streams-session.ts";

export interface StreamRowProps {
  /** From 0. */
  readonly row: number;
  readonly rowPx: number;
  /** `undefined` while it is on its way. */
  readonly record: StreamRecord | undefined;
  /** The hub's time. */
  readonly atMs: number;
  readonly columns: readonly StreamColumn[];
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly session: StreamsSession;
}

export function rowId(row: number): string {
  return `stream-row-${row}`;
}

export class StreamRow extends Component<StreamRowProps> {
  override shouldComponentUpdate(next: StreamRowProps): boolean {
    const now = this.props;
    return (
      next.record !== now.record ||
      next.row !== now.row ||
      next.columns !== now.columns ||
      next.isActive !== now.isActive ||
      next.isChosen !== now.isChosen
    );
  }

  readonly #onPress = () => {
    const { session, row, record } = this.props;
    session.moveTo(row);
    session.open(record);
  };

  override render() {
    const { row, rowPx, record, atMs, columns, isActive, isChosen } = this.props;
    return (
      <div
        id={rowId(row)}
        class={isChosen ? "stream-row chosen" : "stream-row"}
        role="row"
        // The heading is the first.
        aria-rowindex={row + 2}
        aria-selected={isActive}
        aria-busy={record === undefined}
        data-stream-id={record?.id}
        style={{ top: `${row * rowPx}px`, height: `${rowPx}px` }}
        onClick={this.#onPress}
      >
        {columns.map((column, index) => (
          <div
            key={column.sort}
            role="gridcell"
            class={cellClass(column)}
            aria-colindex={index + 1}
            data-cell={column.sort}
          >
            {index === 0 && record !== undefined ? <Mark record={record} /> : null}
            {record === undefined ? index === 0 && "…" : cellOf(column, record, atMs)}
          </div>
        ))}
      </div>
    );
  }
}

function cellOf({ sort, text }: StreamColumn, record: StreamRecord, atMs: number) {
  return sort === "topics" ? <TopicNames record={record} /> : verbatim(text(record, atMs));
}

/** The first topics, and how many more there are. */
export function TopicNames({ record: { topics, topicCount } }: Pick<MarkProps, "record">) {
  const more = topicCount - topics.length;
  return (
    <>
      <VerbatimList texts={topics} />
      {more > 0 ? ` and ${more} more` : null}
    </>
  );
}

/** Of a cell and of its heading. */
export function cellClass({ isNumber = false, isMinor = false }: StreamColumn): string {
  if (isNumber) return isMinor ? "number minor" : "number";
  return isMinor ? "minor" : "";
}

interface MarkProps {
  readonly record: StreamRecord;
}

/** How the stream is doing, as a shape, a colour and a word. */
export function Mark({ record }: MarkProps) {
  const condition = conditionOf(record);
  const kind = record.fullForMs === null ? (record.state ?? "closed") : "full";
  return (
    <span class="stream-mark" data-condition={kind} title={condition}>
      <span class="for-readers">{condition}: </span>
    </span>
  );
}
