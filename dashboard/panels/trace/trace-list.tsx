/**
 * The events of a trace as a grid, newest at the end: only the rows in view exist. It follows the newest event until
 * somebody scrolls up. The keys move through the rows; Enter shows an event's raw text.
 */

import { useSignal } from "@preact/signals";
import { useCallback, useLayoutEffect, useRef } from "preact/hooks";
import { formatBytes } from "../../common/format.ts";
import { shortened } from "../../common/hidden-characters.ts";
import { RowSlots } from "../../common/row-slots.ts";
import {
  lastRows,
  rowAfterKey,
  rowsToDraw,
  topToShow,
  type Viewport,
} from "../../common/row-window.ts";
import { verbatim } from "../../components/verbatim.tsx";
import type { TracedEvent } from "./trace-log.ts";
import { TraceRow, traceRowId } from "./trace-row.tsx";

const ROW_PX = 24;
const HEAD_PX = 26;
/** Closer to the end than this counts as there. */
const NEAR_PX = ROW_PX;
/** Longer raw texts are cut off on screen, never in files. */
const SHOWN_CHARACTERS = 20_000;

const COLUMNS = ["time", "id", "type", "→ durable", "→ sent", "→ here, ms", "data"] as const;

export function TraceList({ events }: { readonly events: readonly TracedEvent[] }) {
  const grid = useRef<HTMLDivElement>(null);
  const slots = useRef(new RowSlots());
  const heightPx = useSignal(0);
  /** Where it was scrolled to; `undefined` while it follows the newest event. */
  const topPx = useSignal<number | undefined>(undefined);
  /** By key, since rows move as older ones leave. */
  const active = useSignal<number | undefined>(undefined);
  const isOpen = useSignal(false);
  const count = events.length;
  const endPx = Math.max(0, count * ROW_PX - heightPx.value);
  const viewport: Viewport = {
    topPx: topPx.value ?? endPx,
    heightPx: heightPx.value,
    rowPx: ROW_PX,
  };
  // What will be in view at the end is known before it is scrolled to, so that no row is drawn twice.
  const isFollowing = topPx.value === undefined;
  const { from, to } = isFollowing ? lastRows(viewport, count) : rowsToDraw(viewport, count);
  const shown = events.slice(from, to);
  const rowSlots = slots.current.assign(shown.map(({ key }) => key));
  const activeRow = rowOf(active.value, events);
  const chosen = isOpen.value ? events[activeRow] : undefined;
  const look = () => {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = grid.current ?? {};
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - NEAR_PX;
    topPx.value = isAtEnd ? undefined : scrollTop;
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      const { current } = grid;
      if (current === null) return;
      heightPx.value = Math.max(0, current.clientHeight - HEAD_PX);
      if (topPx.peek() === undefined) current.scrollTop = current.scrollHeight;
    });
    if (grid.current !== null) observer.observe(grid.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (topPx.peek() === undefined && grid.current !== null) {
      grid.current.scrollTop = count * ROW_PX;
    }
  }, [count]);
  const onPress = useCallback((key: number) => {
    isOpen.value = !isOpen.peek() || key !== active.peek();
    active.value = key;
  }, []);
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A key may come before the scroll event of the one before it.
    const now = { ...viewport, topPx: event.currentTarget.scrollTop };
    const row = rowAfterKey(event.key, activeRow < 0 ? undefined : activeRow, count, now);
    if (row !== undefined) {
      active.value = events[row]?.key;
      const shownPx = topToShow(row, now);
      if (shownPx !== undefined) event.currentTarget.scrollTop = shownPx;
    } else if (event.key === "Enter") isOpen.value = !isOpen.peek();
    else if (event.key === "Escape" && isOpen.peek()) isOpen.value = false;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div
        ref={grid}
        class="trace-grid"
        role="grid"
        tabIndex={0}
        aria-label="Traced events, newest last"
        aria-rowcount={count + 1}
        aria-activedescendant={
          activeRow >= from && activeRow < to ? traceRowId(events[activeRow]?.key ?? 0) : undefined
        }
        data-trace="events"
        onScroll={look}
        onKeyDown={onKeyDown}
      >
        <Heading />
        {count === 0 ? null : (
          <div role="rowgroup" class="trace-rows" style={{ height: `${count * ROW_PX}px` }}>
            {shown.map((event, index) => (
              <TraceRow
                key={rowSlots[index]}
                event={event}
                row={from + index}
                rowPx={ROW_PX}
                isActive={event.key === active.value}
                onPress={onPress}
              />
            ))}
          </div>
        )}
      </div>
      {chosen === undefined ? null : <Raw event={chosen} />}
    </>
  );
}

function Heading() {
  return (
    <div role="rowgroup" class="trace-columns">
      <div role="row" class="trace-row" aria-rowindex={1}>
        {COLUMNS.map((column) => (
          <span key={column} role="columnheader">
            {column === "→ durable" ? <span class="wide">accepted </span> : null}
            {column}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Keys count up by one. -1 if there is no such event. */
function rowOf(key: number | undefined, events: readonly TracedEvent[]): number {
  const row = (key ?? -1) - (events[0]?.key ?? 0);
  return row < events.length ? Math.max(-1, row) : -1;
}

function Raw({ event: { raw, id } }: { readonly event: TracedEvent }) {
  return (
    <section class="trace-raw" aria-label={`Raw text of the event ${id}`} data-trace="raw">
      <header>
        As it came, {formatBytes(new TextEncoder().encode(raw).byteLength)}
        {raw.length > SHOWN_CHARACTERS ? ", cut off here" : ""}
      </header>
      <pre tabIndex={0}>{verbatim(shortened(raw, SHOWN_CHARACTERS), true)}</pre>
    </section>
  );
}
