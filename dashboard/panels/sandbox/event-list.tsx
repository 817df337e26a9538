/**
 * Events, newest first, and what happened to the stream between them. Of those the rows from the newest to below what is
 * in view exist; further ones come as somebody scrolls.
 */

import { useSignal } from "@preact/signals";
import type { ComponentProps } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { RowSlots } from "../../common/row-slots.ts";
import { rowAfterKey } from "../../common/row-window.ts";
import { EventItem, eventItemId } from "./event-item.tsx";
import type { Row } from "./sandbox-log.ts";

/** The least height of a row. */
const ROW_PX = 27;
/** So many rows come at a time as somebody scrolls. */
const STEP_ROWS = 10;
/** Of more rows than these, only those that are seen are laid out. */
const MANY_ROWS = 100;

export interface EventListProps {
  /** Tells the lists of the page apart. */
  readonly name: string;
  /** For screen readers. */
  readonly label: string;
  readonly rows: readonly Row[];
  /** The key of the chosen row. */
  readonly chosen: number | undefined;
  readonly onChoose: (key: number | undefined) => void;
}

/** A list box, unless it is empty. [pattern] https://www.w3.org/WAI/ARIA/apg/patterns/listbox/ */
export function EventList(props: EventListProps) {
  const { name, label, rows, chosen: chosenKey } = props;
  const frame = useRef<HTMLDivElement>(null);
  const slots = useRef(new RowSlots());
  const inView = useSignal(STEP_ROWS);
  const drawn = rows.slice(0, inView.value);
  // One that newer events have pushed far down is not drawn.
  const chosen = drawn.findIndex(({ key }) => key === chosenKey);
  const itemKeys = slots.current.assign(drawn.map(({ key }) => key));
  const draw = (row: number) => (inView.value = Math.max(inView.peek(), row + 1));
  const look = () => {
    const { scrollTop = 0, clientHeight = 0 } = frame.current ?? {};
    // And half a page below what is in view.
    const needed = (scrollTop + 1.5 * clientHeight) / ROW_PX;
    inView.value = Math.ceil(needed / STEP_ROWS) * STEP_ROWS;
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(look);
    if (frame.current !== null) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (chosenKey === undefined) return;
    document.getElementById(eventItemId(name, chosenKey))?.scrollIntoView({ block: "nearest" });
  }, [chosenKey]);
  const active = chosenKey === undefined || chosen < 0 ? undefined : eventItemId(name, chosenKey);
  const isEmpty = rows.length === 0;
  return (
    <div
      ref={frame}
      class="events-frame"
      onScroll={look}
      {...(isEmpty ? { tabIndex: 0, "aria-label": label } : {})}
    >
      <div class="event-columns" aria-hidden="true">
        <span>time</span>
        <span>id</span>
        <span>type</span>
        <span>data</span>
      </div>
      <ol
        class={drawn.length > MANY_ROWS ? "events many" : "events"}
        data-sandbox="events"
        aria-activedescendant={active}
        {...(isEmpty ? {} : listBox(props, draw))}
      >
        {drawn.map((row, index) => (
          <EventItem
            key={itemKeys[index]}
            list={name}
            row={row}
            isChosen={index === chosen}
            place={index === chosen ? index + 1 : undefined}
            count={index === chosen ? rows.length : undefined}
          />
        ))}
      </ol>
      {isEmpty ? (
        <p class="empty">Connect, then publish: events appear here as they arrive.</p>
      ) : null}
    </div>
  );
}

/** What makes a list a list box; `draw` has a row drawn that keys move to. */
function listBox(
  { name, label, rows, chosen, onChoose }: EventListProps,
  draw: (row: number) => void,
): ComponentProps<"ol"> {
  return {
    role: "listbox",
    tabIndex: 0,
    "aria-label": label,
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const row = rowAfter(event.key, rows, chosen, event.currentTarget);
      if (row === undefined && (event.key !== "Escape" || chosen === undefined)) return;
      if (row !== undefined) draw(row);
      onChoose(row === undefined ? undefined : rows[row]?.key);
      event.preventDefault();
      event.stopPropagation();
    },
    onClick: ({ target }) => {
      // Somebody selects text to copy it.
      if (getSelection()?.isCollapsed === false || !(target instanceof Element)) return;
      const id = target.closest("li")?.id;
      const row = rows.find(({ key }) => eventItemId(name, key) === id);
      if (row !== undefined) onChoose(row.key === chosen ? undefined : row.key);
    },
  };
}

/** The row that a key moves to. */
function rowAfter(
  pressed: string,
  rows: readonly Row[],
  chosen: number | undefined,
  list: HTMLElement,
): number | undefined {
  const at = rows.findIndex(({ key }) => key === chosen);
  const viewport = { topPx: 0, heightPx: list.parentElement?.clientHeight ?? 0, rowPx: ROW_PX };
  return rowAfterKey(pressed, at < 0 ? undefined : at, rows.length, viewport);
}
