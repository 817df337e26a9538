/** Events, newest first, and what happened to the stream between them. Only text nodes. */

import type { ComponentProps, VNode } from "preact";
import { useMemo } from "preact/hooks";
import { formatCount, formatTimeOfDay } from "../../common/format.ts";
import { shortened } from "../../common/hidden-characters.ts";
import { rowAfterKey } from "../../common/row-window.ts";
import { verbatim } from "../../components/verbatim.tsx";
import {
  type EventRow,
  gapSentence,
  type GapRow,
  type NoticeRow,
  type Row,
} from "./sandbox-log.ts";

/** Longer events are cut off: 500 rows of 64 kB would be unusable. */
const SHOWN_CHARACTERS = 2_000;
/** The least height of a row, for the keys that turn a page. */
const ROW_PX = 28;
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
  const list = rows.length > 0 ? choice : undefined;
  return (
    <div class="events-frame" {...(list === undefined ? { tabIndex: 0, "aria-label": LABEL } : {})}>
      <div class="event-columns" aria-hidden="true">
        <span>time</span>
        <span>id</span>
        <span>type</span>
        <span>data</span>
      </div>
      <ol class="events" data-sandbox="events" {...listBox(rows, list)}>
        {rows.map((row) => (
          <RowItem key={row.key} row={row} isChosen={list && list.key === row.key} />
        ))}
      </ol>
      {rows.length > 0 ? null : (
        <p class="empty">Connect, then publish: events appear here as they arrive.</p>
      )}
    </div>
  );
}

type ListBox = ComponentProps<"ol">;
type Option = ComponentProps<"li">;

/** What makes a list a list box. */
function listBox(rows: readonly Row[], choice: RowChoice | undefined): ListBox {
  if (choice === undefined) return {};
  const active = choice.key === undefined ? {} : { "aria-activedescendant": rowId(choice.key) };
  return {
    role: "listbox",
    tabIndex: 0,
    "aria-label": LABEL,
    ...active,
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const key = keyAfter(event.key, rows, choice.key, event.currentTarget);
      if (key === undefined && (event.key !== "Escape" || choice.key === undefined)) return;
      choice.onChoose(key);
      if (key !== undefined) {
        document.getElementById(rowId(key))?.scrollIntoView({ block: "nearest" });
      }
      event.preventDefault();
      event.stopPropagation();
    },
    onClick: ({ target }) => {
      // Somebody selects text to copy it.
      if (getSelection()?.isCollapsed === false || !(target instanceof Element)) return;
      const id = target.closest("li")?.id;
      const row = rows.find(({ key }) => rowId(key) === id);
      if (row !== undefined) choice.onChoose(row.key === choice.key ? undefined : row.key);
    },
  };
}

/** Of the row that a key moves to. */
function keyAfter(
  pressed: string,
  rows: readonly Row[],
  chosen: number | undefined,
  list: HTMLElement,
): number | undefined {
  const at = rows.findIndex(({ key }) => key === chosen);
  const viewport = { topPx: 0, heightPx: list.parentElement?.clientHeight ?? 0, rowPx: ROW_PX };
  const row = rowAfterKey(pressed, at < 0 ? undefined : at, rows.length, viewport);
  return row === undefined ? undefined : rows[row]?.key;
}

function rowId(key: number): string {
  return `sandbox-row-${key}`;
}

interface RowItemProps {
  readonly row: Row;
  /** Whether it is an option, and chosen; `undefined` if none can be. */
  readonly isChosen: boolean | undefined;
}

/** Rows do not change: only those that are new are drawn, however many arrive. */
function RowItem({ row, isChosen }: RowItemProps) {
  return useMemo(() => itemOf(row, isChosen), [row, isChosen]);
}

function itemOf(row: Row, isChosen: boolean | undefined): VNode {
  const option: Option =
    isChosen === undefined ? {} : { id: rowId(row.key), role: "option", "aria-selected": isChosen };
  if (row.kind === "event") return <EventItem row={row} option={option} />;
  if (row.kind === "gap") return <GapItem row={row} option={option} />;
  return <NoticeItem row={row} option={option} />;
}

interface ItemProps<Kind extends Row> {
  readonly row: Kind;
  readonly option: Option;
}

function EventItem({ row, option }: ItemProps<EventRow>) {
  const { atMs, id, type, data, isDuplicate } = row;
  return (
    <li class="event" data-event-id={id} data-event-type={type} {...option}>
      <time>{formatTimeOfDay(atMs)}</time>
      <code class="event-id">{id}</code>
      <span class="event-type">
        {verbatim(type)}
        {isDuplicate ? " (again)" : null}
      </span>
      <span class="event-data">
        {verbatim(shortened(data, SHOWN_CHARACTERS), true)}
        {data.length > SHOWN_CHARACTERS ? (
          <em> {formatCount(data.length)} characters in total</em>
        ) : null}
      </span>
    </li>
  );
}

function GapItem({ row, option }: ItemProps<GapRow>) {
  return (
    <li class="gap" data-gap-reason={row.gap.reason} {...option}>
      <time>{formatTimeOfDay(row.atMs)}</time>
      <strong>Gap: {row.gap.reason}</strong>
      <span>{verbatim(gapSentence(row.gap))}</span>
    </li>
  );
}

function NoticeItem({ row, option }: ItemProps<NoticeRow>) {
  return (
    <li class="notice" data-notice {...option}>
      <time>{formatTimeOfDay(row.atMs)}</time>
      <span>{verbatim(row.text)}</span>
    </li>
  );
}
