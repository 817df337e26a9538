/** Events, newest first, and what happened to the stream between them. Only text nodes. */

import { formatCount, formatTimeOfDay } from "../format.ts";
import {
  type EventRow,
  gapSentence,
  type GapRow,
  type NoticeRow,
  type Row,
} from "../sandbox-log.ts";

/** Longer events are cut off: 500 rows of 64 kB would be unusable. */
const SHOWN_CHARACTERS = 2_000;

export function EventList({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <div class="events-frame" tabIndex={0} aria-label="Events, newest first">
      <div class="event-columns" aria-hidden="true">
        <span>time</span>
        <span>id</span>
        <span>type</span>
        <span>data</span>
      </div>
      <ol class="events" data-sandbox="events">
        {rows.map((row) => (
          <RowItem key={row.key} row={row} />
        ))}
      </ol>
      {rows.length > 0 ? null : (
        <p class="empty">Connect, then publish: events appear here as they arrive.</p>
      )}
    </div>
  );
}

function RowItem({ row }: { readonly row: Row }) {
  if (row.kind === "event") return <EventItem row={row} />;
  return row.kind === "gap" ? <GapItem row={row} /> : <NoticeItem row={row} />;
}

function EventItem({ row }: { readonly row: EventRow }) {
  const { atMs, id, type, data, isDuplicate } = row;
  return (
    <li class="event" data-event-id={id} data-event-type={type}>
      <time>{formatTimeOfDay(atMs)}</time>
      <code class="event-id">{id}</code>
      <span class="event-type">{isDuplicate ? `${type} (again)` : type}</span>
      <span class="event-data">
        {data.slice(0, SHOWN_CHARACTERS)}
        {data.length > SHOWN_CHARACTERS ? (
          <em> … {formatCount(data.length)} characters in total</em>
        ) : null}
      </span>
    </li>
  );
}

function GapItem({ row }: { readonly row: GapRow }) {
  return (
    <li class="gap" data-gap-reason={row.gap.reason}>
      <time>{formatTimeOfDay(row.atMs)}</time>
      <strong>Gap: {row.gap.reason}</strong>
      <span>{gapSentence(row.gap)}</span>
    </li>
  );
}

function NoticeItem({ row }: { readonly row: NoticeRow }) {
  return (
    <li class="notice" data-notice>
      <time>{formatTimeOfDay(row.atMs)}</time>
      <span>{row.text}</span>
    </li>
  );
}
