/**
 * The list of streams as a grid: only the rows in view exist. The grid itself has the focus, and the keys move through
 * its rows. [ARIA 1.2, grid; aria-activedescendant]
 */

import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { visibleText } from "../../common/hidden-characters.ts";
import { RowSlots } from "../../common/row-slots.ts";
import {
  rowAfterKey,
  type RowRange,
  rowsToDraw,
  topToShow,
  type Viewport,
} from "../../common/row-window.ts";
import { columnsOf, orderAfterPress, shownOrder, type StreamColumn } from "./stream-columns.ts";
import type { StreamsSession } from "./streams-session.ts";
import { cellClass, rowId, StreamRow } from "./stream-row.tsx";

const ROW_PX = 25;
const HEAD_PX = 26;

export function StreamTable({ session }: { readonly session: StreamsSession }) {
  return (
    <div class="stream-frame">
      <Grid session={session} />
      <Empty session={session} />
    </div>
  );
}

function Grid({ session }: { readonly session: StreamsSession }) {
  const grid = useRef<HTMLDivElement>(null);
  const drawn = useSignal<RowRange>({ from: 0, to: 0 });
  const { pages } = session;
  const { filter, latest } = pages;
  const count = latest?.matching ?? 0;
  const columns = columnsOf(filter.state);
  const look = () => {
    const range = rowsToDraw(viewportOf(grid.current), pages.latest?.matching ?? 0);
    const { from, to } = drawn.peek();
    if (range.from !== from || range.to !== to) drawn.value = range;
  };
  useResize(grid, () => {
    // The details take room when they open.
    keepInView(grid.current, session.activeRow);
    look();
  });
  useLayoutEffect(look, [count]);
  // Scrolling draws the rows anew, not the grid.
  const activeId = useComputed(() => {
    const { activeRow } = session;
    const { from, to } = drawn.value;
    const isDrawn = activeRow !== undefined && activeRow >= from && activeRow < to;
    return isDrawn ? rowId(activeRow) : undefined;
  });
  useTopOnChange(grid, filter);

  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }) => {
    const { target, currentTarget } = event;
    if (target !== currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!press(event.key, session, viewportOf(currentTarget))) return;
    event.preventDefault();
    keepInView(currentTarget, session.activeRow);
  };
  return (
    <div
      ref={grid}
      class={pages.failure === undefined ? "stream-grid" : "stream-grid stale"}
      role="grid"
      tabIndex={0}
      aria-label={filter.state === "open" ? "Open streams" : "Streams closed lately"}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={activeId.value}
      data-streams="grid"
      style={tracksOf(columns)}
      onScroll={look}
      onKeyDown={onKeyDown}
      onMouseOver={tellWhole}
    >
      <Heading session={session} />
      {count === 0 ? null : (
        <div class="stream-rows" role="rowgroup" style={{ height: `${count * ROW_PX}px` }}>
          <Rows session={session} drawn={drawn} columns={columns} />
        </div>
      )}
    </div>
  );
}

interface RowsProps {
  readonly session: StreamsSession;
  readonly drawn: ReadonlySignal<RowRange>;
  readonly columns: readonly StreamColumn[];
}

function Rows({ session, drawn, columns }: RowsProps) {
  const { from, to } = drawn.value;
  useEffect(() => session.show({ from, to }), [session, from, to]);
  const { pages, activeRow, chosen } = session;
  const atMs = pages.latest?.atMs ?? 0;
  const slots = useRef(new RowSlots());
  const rows = Array.from({ length: to - from }, (_, index) => from + index);
  const rowSlots = slots.current.assign(rows);
  return (
    <>
      {rows.map((row, index) => {
        const record = pages.at(row);
        return (
          <StreamRow
            key={rowSlots[index]}
            row={row}
            rowPx={ROW_PX}
            record={record}
            atMs={atMs}
            columns={columns}
            isActive={row === activeRow}
            isChosen={chosen !== undefined && record?.id === chosen.record.id}
            session={session}
          />
        );
      })}
    </>
  );
}

function Heading({ session }: { readonly session: StreamsSession }) {
  const { filter } = session.pages;
  return (
    <div class="stream-head-row" role="rowgroup" style={{ height: `${HEAD_PX}px` }}>
      <div class="stream-row" role="row" aria-rowindex={1}>
        {columnsOf(filter.state).map((column, index) => (
          <div
            key={column.sort}
            role="columnheader"
            class={cellClass(column)}
            aria-colindex={index + 1}
            aria-sort={shownOrder(column, filter)}
          >
            <button
              type="button"
              title={column.meaning}
              data-sort={column.sort}
              onClick={() =>
                session.choose({ sort: column.sort, order: orderAfterPress(column, filter) })
              }
            >
              {column.label}
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}

function Empty({ session }: { readonly session: StreamsSession }) {
  const { latest, filter, failure } = session.pages;
  if (latest !== undefined && latest.matching > 0) return null;
  if (latest === undefined) {
    return failure === undefined ? <p class="empty">Asking the hub …</p> : null;
  }
  const isFiltered = filter.search !== "" || filter.transport !== undefined;
  if (!isFiltered) {
    const nobody = filter.state === "open" ? "Nobody is connected." : "No stream has closed yet.";
    return <p class="empty">{nobody}</p>;
  }
  return (
    <p class="empty" data-streams="none">
      No stream matches.{" "}
      <button type="button" onClick={() => session.choose({ search: "", transport: undefined })}>
        Show all
      </button>
    </p>
  );
}

/** Does what a key stands for; false if it stands for nothing. */
function press(key: string, session: StreamsSession, viewport: Viewport): boolean {
  const { pages, activeRow } = session;
  const record = activeRow === undefined ? undefined : pages.at(activeRow);
  const row = rowAfterKey(key, activeRow, pages.latest?.matching ?? 0, viewport);
  if (row !== undefined) session.moveTo(row);
  else if (key === "Enter") session.open(record);
  else if (key === "Delete") session.askToEnd(record);
  else if (key === "Escape") session.close();
  else return false;
  return true;
}

function keepInView(grid: HTMLElement | null, row: number | undefined): void {
  if (grid === null || row === undefined) return;
  const topPx = topToShow(row, viewportOf(grid));
  if (topPx !== undefined) grid.scrollTop = topPx;
}

/** A text that is cut off is told whole when the mouse rests on it. */
function tellWhole({ target }: MouseEvent): void {
  if (!(target instanceof HTMLElement) || !target.matches("[role=gridcell]")) return;
  target.title =
    target.scrollWidth > target.clientWidth ? visibleText(target.textContent ?? "") : "";
}

/** The part of the grid in which rows are seen: below its heading, which stays. */
function viewportOf(grid: HTMLElement | null): Viewport {
  const { scrollTop = 0, clientHeight = 0 } = grid ?? {};
  return { topPx: scrollTop, heightPx: Math.max(0, clientHeight - HEAD_PX), rowPx: ROW_PX };
}

function useResize(grid: RefObject<HTMLElement | null>, onResize: () => void): void {
  const latest = useRef(onResize);
  latest.current = onResize;
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => latest.current());
    if (grid.current !== null) observer.observe(grid.current);
    return () => observer.disconnect();
  }, []);
}

/** Another list begins at its top. */
function useTopOnChange(grid: RefObject<HTMLElement | null>, filter: object): void {
  useLayoutEffect(() => {
    if (grid.current !== null) grid.current.scrollTop = 0;
  }, [filter]);
}

/** The tracks of all rows, in a wide window and in a narrow one, and the least that those of a wide one need. */
function tracksOf(columns: readonly StreamColumn[]): Record<string, string> {
  const major = columns.filter(({ isMinor = false }) => !isMinor);
  const least = columns.map(({ width }) => /\d+px/.exec(width)?.[0] ?? "0px");
  return {
    "--tracks": columns.map(({ width }) => width).join(" "),
    "--major-tracks": major.map(({ width }) => width).join(" "),
    // Beside them, there are a gap before each but the first and the row's own edges.
    "--least-width": `calc(${least.join(" + ")} + ${columns.length + 1} * var(--gap))`,
  };
}
