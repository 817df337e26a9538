/** A row of the list of streams. It is drawn again only when what it shows has changed, not as the list scrolls. */

import { Component } from "preact";
import type { StreamRecord } from "#protocol";
import { conditionOf, type StreamColumn } from "../stream-columns.ts";

export interface StreamRowProps {
  /** From 0. */
  readonly row: number;
  readonly topPx: number;
  readonly heightPx: number;
  /** `undefined` while it is on its way. */
  readonly record: StreamRecord | undefined;
  /** The hub's time. */
  readonly atMs: number;
  readonly columns: readonly StreamColumn[];
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly onPress: () => void;
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

  override render() {
    const { row, topPx, heightPx, record, columns, isActive, isChosen, onPress } = this.props;
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
        style={{ top: `${topPx}px`, height: `${heightPx}px` }}
        onClick={onPress}
      >
        {columns.map((column, index) => (
          <Cell key={column.sort} column={column} index={index} {...this.props} />
        ))}
      </div>
    );
  }
}

interface CellProps extends StreamRowProps {
  readonly column: StreamColumn;
  readonly index: number;
}

function Cell({ column, index, record, atMs }: CellProps) {
  const { isNumber, isMinor, sort } = column;
  const text = record === undefined ? (index === 0 ? "…" : "") : column.text(record, atMs);
  return (
    <div
      role="gridcell"
      class={`${isNumber ? "number" : ""} ${isMinor ? "minor" : ""}`.trim()}
      aria-colindex={index + 1}
      title={text}
      data-cell={sort}
    >
      {index === 0 && record !== undefined ? <Mark record={record} /> : null}
      {text}
    </div>
  );
}

/** How the stream is doing, as a shape, a colour and a word. */
export function Mark({ record }: { readonly record: StreamRecord }) {
  const condition = conditionOf(record);
  const kind = record.fullForMs === null ? (record.state ?? "closed") : "full";
  return (
    <span class="stream-mark" data-condition={kind} title={condition}>
      <span class="for-readers">{condition}: </span>
    </span>
  );
}
