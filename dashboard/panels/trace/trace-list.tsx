/**
 * The events of a trace as a grid, newest at the end: only the rows in view exist. It follows the newest event until
 * somebody scrolls up. The keys move through the rows; Enter shows an event's raw text.
 */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { formatBytes, formatDuration, formatMs, formatPreciseTime } from "../../common/format.ts";
import { rowAfterKey, rowsToDraw, topToShow, type Viewport } from "../../common/row-window.ts";
import { shortened } from "../../common/hidden-characters.ts";
import { verbatim } from "../../components/verbatim.tsx";
import type { TracedEvent } from "./trace-log.ts";

const ROW_PX = 24;
const HEAD_PX = 26;
/** Closer to the end than this counts as there. */
const NEAR_PX = ROW_PX;
/** Longer raw texts are cut off on screen, never in files. */
const SHOWN_CHARACTERS = 20_000;

const COLUMNS = [
  "time",
  "id",
  "type",
  "accepted → durable",
  "→ sent",
  "→ here, ms",
  "data",
] as const;

export function TraceList({ events }: { readonly events: readonly TracedEvent[] }) {
  const grid = useRef<HTMLDivElement>(null);
  const viewport = useSignal<Viewport>({ topPx: 0, heightPx: 0, rowPx: ROW_PX });
  const isFollowing = useRef(true);
  /** By key, since rows move as older ones leave. */
  const active = useSignal<number | undefined>(undefined);
  const isOpen = useSignal(false);
  const count = events.length;
  const { from, to } = rowsToDraw(viewport.value, count);
  const activeRow = rowOf(active.value, events);
  const chosen = isOpen.value ? events[activeRow] : undefined;
  const look = () => {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = grid.current ?? {};
    isFollowing.current = scrollTop + clientHeight >= scrollHeight - NEAR_PX;
    viewport.value = {
      topPx: scrollTop,
      heightPx: Math.max(0, clientHeight - HEAD_PX),
      rowPx: ROW_PX,
    };
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) grid.current?.scrollTo({ top: grid.current.scrollHeight });
      look();
    });
    if (grid.current !== null) observer.observe(grid.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (isFollowing.current && grid.current !== null) grid.current.scrollTop = count * ROW_PX;
  }, [events, count]);
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rowAfterKey(
      event.key,
      activeRow < 0 ? undefined : activeRow,
      count,
      viewport.peek(),
    );
    if (row !== undefined) {
      active.value = events[row]?.key;
      const topPx = topToShow(row, viewport.peek());
      if (topPx !== undefined) event.currentTarget.scrollTop = topPx;
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
          activeRow >= from && activeRow < to ? `traced-${active.value}` : undefined
        }
        data-trace="events"
        onScroll={look}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" class="trace-columns">
          <div role="row" class="trace-row" aria-rowindex={1}>
            {COLUMNS.map((column) => (
              <span key={column} role="columnheader">
                {column}
              </span>
            ))}
          </div>
        </div>
        {count === 0 ? null : (
          <div role="rowgroup" class="trace-rows" style={{ height: `${count * ROW_PX}px` }}>
            {events.slice(from, to).map((event, index) => (
              <Row
                // The same elements for what comes next, since a busy trace replaces all rows in view.
                key={(from + index) % (to - from)}
                event={event}
                row={from + index}
                isActive={event.key === active.value}
                onPress={() => {
                  isOpen.value = !isOpen.peek() || event.key !== active.peek();
                  active.value = event.key;
                }}
              />
            ))}
          </div>
        )}
      </div>
      {chosen === undefined ? null : <Raw event={chosen} />}
    </>
  );
}

/** Keys count up by one. -1 if there is no such event. */
function rowOf(key: number | undefined, events: readonly TracedEvent[]): number {
  const row = (key ?? -1) - (events[0]?.key ?? 0);
  return row < events.length ? Math.max(-1, row) : -1;
}

interface RowProps {
  readonly event: TracedEvent;
  readonly row: number;
  readonly isActive: boolean;
  readonly onPress: () => void;
}

function Row({ event, row, isActive, onPress }: RowProps) {
  const { key, atMs, id, type, data, pauseMs, acceptedToDurableMs } = event;
  const isReplayed = event.moments.sentMs === undefined;
  return (
    <div
      id={`traced-${key}`}
      role="row"
      class={`trace-row ${type === "gap" ? "gap" : ""}`}
      aria-rowindex={row + 2}
      aria-selected={isActive}
      style={{ top: `${row * ROW_PX}px`, height: `${ROW_PX}px` }}
      data-traced-id={id}
      onClick={onPress}
    >
      <span role="gridcell">
        <time>{formatPreciseTime(atMs)}</time>
      </span>
      <code role="gridcell">{id}</code>
      <span role="gridcell" class="type">
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
      <span role="gridcell" class="data">
        {pauseMs === undefined ? null : (
          <em data-trace-pause>after a pause of {formatDuration(pauseMs)} </em>
        )}
        {verbatim(shortened(data, 300))}
      </span>
    </div>
  );
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
