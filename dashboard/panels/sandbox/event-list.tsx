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
const LABEL = "Events, newest first";

/** How one of the rows is chosen; without it none can be. */
export interface RowChoice {
  /** Of the chosen row. */
  readonly key: number | undefined;
  readonly onChoose: (key: number | undefined) => void;
}

export interface EventListProps {
  readonly rows: readonly Row[];
  readonly choice?: RowChoice;
}

/** A list box where rows can be chosen. [pattern] https://www.w3.org/WAI/ARIA/apg/patterns/listbox/ */
export function EventList({ rows, choice }: EventListProps) {
  const frame = useRef<HTMLDivElement>(null);
  const slots = useRef(new RowSlots());
  const inView = useSignal(STEP_ROWS);
  const list = rows.length > 0 ? choice : undefined;
  const drawn = rows.slice(0, inView.value);
  // One that newer events have pushed far down is not drawn.
  const chosen = list?.key === undefined ? -1 : drawn.findIndex(({ key }) => key === list.key);
  const itemKeys = slots.current.assign(drawn.map(({ key }) => key));
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
    if (list?.key === undefined) return;
    document.getElementById(eventItemId(list.key))?.scrollIntoView({ block: "nearest" });
  }, [list?.key]);
  return (
    <div
      ref={frame}
      class="events-frame"
      onScroll={look}
      {...(list === undefined ? { tabIndex: 0, "aria-label": LABEL } : {})}
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
        {...listBox(rows, list, chosen, (row) => (inView.value = Math.max(inView.peek(), row + 1)))}
      >
        {drawn.map((row, index) => (
          <EventItem
            key={itemKeys[index]}
            row={row}
            isChosen={list && index === chosen}
            place={index === chosen ? index + 1 : undefined}
            count={index === chosen ? rows.length : undefined}
          />
        ))}
      </ol>
      {rows.length > 0 ? null : (
        <p class="empty">Connect, then publish: events appear here as they arrive.</p>
      )}
    </div>
  );
}

type ListBox = ComponentProps<"ol">;

/** What makes a list a list box. `chosen` is the row, -1 if none is drawn; `draw` has one drawn that keys move to. */
function listBox(
  rows: readonly Row[],
  choice: RowChoice | undefined,
  chosen: number,
  draw: (row: number) => void,
): ListBox {
  if (choice === undefined) return {};
  const isChosen = choice.key !== undefined && chosen >= 0;
  const active = isChosen ? { "aria-activedescendant": eventItemId(choice.key) } : {};
  return {
    role: "listbox",
    tabIndex: 0,
    "aria-label": LABEL,
    ...active,
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const row = rowAfter(event.key, rows, choice.key, event.currentTarget);
      if (row === undefined && (event.key !== "Escape" || choice.key === undefined)) return;
      if (row !== undefined) draw(row);
      choice.onChoose(row === undefined ? undefined : rows[row]?.key);
      event.preventDefault();
      event.stopPropagation();
    },
    onClick: ({ target }) => {
      // Somebody selects text to copy it.
      if (getSelection()?.isCollapsed === false || !(target instanceof Element)) return;
      const id = target.closest("li")?.id;
      const row = rows.find(({ key }) => eventItemId(key) === id);
      if (row !== undefined) choice.onChoose(row.key === choice.key ? undefined : row.key);
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
