/** A row of the Sandbox's list: an event, a gap, or what happened to the stream. Only text nodes. */

import { Component, type ComponentProps } from "preact";
import { formatCount, formatTimeOfDay } from "../../common/format.ts";
import { shortened } from "../../common/hidden-characters.ts";
import { verbatim } from "../../components/verbatim.tsx";
import {
  type EventRow,
  gapSentence,
  type GapRow,
  type NoticeRow,
  type Row,
} from "./sandbox-log.ts";

/** Longer events are cut off: rows of 64 kB would be unusable. */
const SHOWN_CHARACTERS = 2_000;
/** Text that is shorter, and on one line, needs no box that scrolls, which costs time. */
const SHORT_CHARACTERS = 200;

type Option = ComponentProps<"li">;

export interface EventItemProps {
  /** The name of its list. */
  readonly list: string;
  readonly row: Row;
  readonly isChosen: boolean;
  /** Of the chosen row, from 1, and of how many: not all rows are in the page. */
  readonly place: number | undefined;
  readonly count: number | undefined;
}

export function eventItemId(list: string, key: number): string {
  return `${list}-${key}`;
}

/** Rows do not change: only those that are new are drawn, however many arrive. */
export class EventItem extends Component<EventItemProps> {
  override shouldComponentUpdate(next: EventItemProps): boolean {
    const now = this.props;
    return (
      next.row !== now.row ||
      next.isChosen !== now.isChosen ||
      next.place !== now.place ||
      next.count !== now.count
    );
  }

  override render() {
    const { row } = this.props;
    const option = optionOf(this.props);
    if (row.kind === "event") return <Happened row={row} option={option} />;
    if (row.kind === "gap") return <Gap row={row} option={option} />;
    return <Notice row={row} option={option} />;
  }
}

function optionOf({ list, row, isChosen, place, count }: EventItemProps): Option {
  return {
    id: eventItemId(list, row.key),
    role: "option",
    "aria-selected": isChosen,
    "aria-posinset": place,
    "aria-setsize": count,
  };
}

interface ItemProps<Kind extends Row> {
  readonly row: Kind;
  readonly option: Option;
}

function Happened({ row, option }: ItemProps<EventRow>) {
  const { atMs, id, type, data, isDuplicate } = row;
  const isShort = data.length <= SHORT_CHARACTERS && !data.includes("\n");
  return (
    <li class="event" data-event-id={id} data-event-type={type} {...option}>
      <time>{formatTimeOfDay(atMs)}</time>
      <code class="event-id">{id}</code>
      <span class="event-type">
        {verbatim(type)}
        {isDuplicate ? " (again)" : null}
      </span>
      <span class={isShort ? "event-data" : "event-data long"}>
        {verbatim(shortened(data, SHOWN_CHARACTERS), true)}
        {data.length > SHOWN_CHARACTERS ? (
          <em> {formatCount(data.length)} characters in total</em>
        ) : null}
      </span>
    </li>
  );
}

function Gap({ row, option }: ItemProps<GapRow>) {
  return (
    <li class="gap" data-gap-reason={row.gap.reason} {...option}>
      <time>{formatTimeOfDay(row.atMs)}</time>
      <strong>Gap: {row.gap.reason}</strong>
      <span>{verbatim(gapSentence(row.gap))}</span>
    </li>
  );
}

function Notice({ row, option }: ItemProps<NoticeRow>) {
  return (
    <li class="notice" data-notice {...option}>
      <time>{formatTimeOfDay(row.atMs)}</time>
      <span>{verbatim(row.text)}</span>
    </li>
  );
}
