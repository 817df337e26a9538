/**
 * The list of streams as a grid: only the rows in view exist. The grid itself has the focus, and the keys move through
 * its rows. [ARIA 1.2, grid; aria-activedescendant]
 */

import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { rowAfterKey, rowsToDraw, topToShow, type Viewport } from "../row-window.ts";
import { columnsOf, orderAfterPress, shownOrder, type StreamColumn } from "../stream-columns.ts";
import type { StreamsSession } from "../streams-session.ts";
import { rowId, StreamRow } from "./stream-row.tsx";

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
  const viewport = useSignal<Viewport>({ topPx: 0, heightPx: 0, rowPx: ROW_PX });
  const { pages, activeRow } = session;
  const { filter, latest } = pages;
  const count = latest?.matching ?? 0;
  const columns = columnsOf(filter.state);
  const { from, to } = rowsToDraw(viewport.value, count);
  useViewport(grid, () => {
    // The details take room when they open.
    const topPx = activeTopPx(session, viewportOf(grid.current));
    if (topPx !== undefined && grid.current !== null) grid.current.scrollTop = topPx;
    viewport.value = viewportOf(grid.current);
  });
  useEffect(() => session.show({ from, to }), [session, from, to]);
  useTopOnChange(grid, filter);

  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const topPx = press(event.key, session, viewport.peek());
    if (topPx === undefined) return;
    event.preventDefault();
    event.currentTarget.scrollTop = topPx;
  };
  const drawn = Array.from({ length: to - from }, (_, index) => from + index);
  const isActiveDrawn = activeRow !== undefined && activeRow >= from && activeRow < to;
  return (
    <div
      ref={grid}
      class={pages.failure === undefined ? "stream-grid" : "stream-grid stale"}
      role="grid"
      tabIndex={0}
      aria-label={filter.state === "open" ? "Open streams" : "Streams closed lately"}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={isActiveDrawn ? rowId(activeRow) : undefined}
      data-streams="grid"
      style={tracksOf(columns)}
      onScroll={() => (viewport.value = viewportOf(grid.current))}
      onKeyDown={onKeyDown}
    >
      <Heading session={session} />
      {count === 0 ? null : (
        <div class="stream-rows" role="rowgroup" style={{ height: `${count * ROW_PX}px` }}>
          {drawn.map((row) => (
            <Row key={row} row={row} columns={columns} session={session} />
          ))}
        </div>
      )}
    </div>
  );
}

interface RowProps {
  readonly row: number;
  readonly columns: readonly StreamColumn[];
  readonly session: StreamsSession;
}

function Row({ row, columns, session }: RowProps) {
  const { pages, activeRow, chosen } = session;
  const record = pages.at(row);
  return (
    <StreamRow
      row={row}
      topPx={row * ROW_PX}
      heightPx={ROW_PX}
      record={record}
      atMs={pages.latest?.atMs ?? 0}
      columns={columns}
      isActive={row === activeRow}
      isChosen={chosen !== undefined && record?.id === chosen.record.id}
      onPress={() => {
        session.moveTo(row);
        session.open(pages.at(row));
      }}
    />
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

/** Does what a key stands for. Returns where to scroll to; `undefined` if it stands for nothing. */
function press(key: string, session: StreamsSession, viewport: Viewport): number | undefined {
  const { pages, activeRow } = session;
  const record = activeRow === undefined ? undefined : pages.at(activeRow);
  const row = rowAfterKey(key, activeRow, pages.latest?.matching ?? 0, viewport);
  if (row !== undefined) {
    session.moveTo(row);
    return topToShow(row, viewport) ?? viewport.topPx;
  }
  if (key === "Enter") session.open(record);
  else if (key === "Delete") session.askToEnd(record);
  else if (key === "Escape") session.close();
  else return undefined;
  return viewport.topPx;
}

function activeTopPx({ activeRow }: StreamsSession, viewport: Viewport): number | undefined {
  return activeRow === undefined ? undefined : topToShow(activeRow, viewport);
}

/** The part of the grid in which rows are seen: below its heading, which stays. */
function viewportOf(grid: HTMLElement | null): Viewport {
  const { scrollTop = 0, clientHeight = 0 } = grid ?? {};
  return { topPx: scrollTop, heightPx: Math.max(0, clientHeight - HEAD_PX), rowPx: ROW_PX };
}

function useViewport(grid: RefObject<HTMLElement | null>, onResize: () => void): void {
  useLayoutEffect(() => {
    const observer = new ResizeObserver(onResize);
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

function cellClass({ isNumber, isMinor }: StreamColumn): string {
  return `${isNumber ? "number" : ""} ${isMinor ? "minor" : ""}`.trim();
}

/** The tracks of all rows, in a wide window and in a narrow one. */
function tracksOf(columns: readonly StreamColumn[]): Record<string, string> {
  const major = columns.filter(({ isMinor = false }) => !isMinor);
  return {
    "--tracks": columns.map(({ width }) => width).join(" "),
    "--major-tracks": major.map(({ width }) => width).join(" "),
  };
}
