/** A row of the list of streams. It is drawn again only when what it shows has changed, not as the list scrolls. */

import { Component, type VNode } from "preact";
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

  /** Without a record the cells are the same in all rows: as a list is scrolled fast, only the row itself changes. */
  #bare: { readonly columns: readonly StreamColumn[]; readonly cells: VNode[] } | undefined;

  readonly #onPress = () => {
    const { session, row, record } = this.props;
    session.moveTo(row);
    session.open(record);
  };

  override render() {
    const { row, rowPx, record, isActive, isChosen } = this.props;
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
        {record === undefined ? this.#bareCells() : this.#cells()}
      </div>
    );
  }

  #bareCells(): VNode[] {
    const { columns } = this.props;
    if (this.#bare?.columns !== columns) this.#bare = { columns, cells: this.#cells() };
    return this.#bare.cells;
  }

  #cells(): VNode[] {
    const { record, atMs, columns } = this.props;
    return columns.map((column, index) => (
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
    ));
  }
}

function cellOf(column: StreamColumn, record: StreamRecord, atMs: number) {
  const { sort, isNumber = false } = column;
  if (sort === "topics") return <TopicNames record={record} />;
  const text = column.text(record, atMs);
  return isNumber ? text : verbatim(text);
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
