/** All about the chosen stream, and the button that ends it, which asks first. */

import { useEffect, useRef } from "preact/hooks";
import type { StreamRecord } from "#protocol";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatTimeOfDay,
  NOTHING,
} from "../../common/format.ts";
import { conditionOf } from "./stream-columns.ts";
import { traceTopicsOf } from "./stream-menu.ts";
import type { ChosenStream, StreamsSession } from "./streams-session.ts";
import type { View } from "../../view/view.ts";
import { verbatim } from "../../components/verbatim.tsx";
import { Mark, TopicNames } from "./stream-row.tsx";

const WHAT_FOLLOWS = {
  sse: "An EventSource reconnects by itself after a moment, and gets what it missed.",
  ws: "A WebSocket comes back only if its program opens another.",
} as const;

interface Props {
  readonly session: StreamsSession;
  readonly view: View;
}

export function StreamDetails({ session, view }: Props) {
  const { chosen, pages } = session;
  if (chosen === undefined) return null;
  return <Details session={session} view={view} chosen={chosen} latestMs={pages.latest?.atMs} />;
}

interface DetailsProps extends Props {
  readonly chosen: ChosenStream;
  /** The hub's time as of the list. */
  readonly latestMs: number | undefined;
}

function Details({ session, view, chosen, latestMs }: DetailsProps) {
  const section = useRef<HTMLElement>(null);
  // In a narrow window they are below the list.
  useEffect(() => section.current?.scrollIntoView({ block: "nearest" }), []);
  const { record, isConfirming } = chosen;
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    if (isConfirming) session.keep();
    else session.close();
    focusGrid();
  };
  return (
    <section
      ref={section}
      class="plot stream-details"
      aria-labelledby="stream-details-title"
      data-stream-details={record.id}
      onKeyDown={leave}
    >
      <header>
        <h3 id="stream-details-title">
          <Mark record={record} />
          Stream {record.id}
        </h3>
        {isConfirming ? <Confirmation session={session} view={view} record={record} /> : null}
        {isConfirming ? null : <Actions session={session} view={view} record={record} />}
      </header>
      <Outcome chosen={chosen} session={session} view={view} />
      <dl>
        {fieldsOf(record, latestMs ?? record.openedAtMs).map(([name, text]) => (
          <div key={name} class={name === "user agent" ? "long" : undefined}>
            <dt>{name}</dt>
            <dd data-stream-field={name}>{verbatim(text)}</dd>
          </div>
        ))}
        <div class="long">
          <dt>topics</dt>
          <dd data-stream-field="topics">
            <TopicNames record={record} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Actions({ session, view, record }: Props & { readonly record: StreamRecord }) {
  return (
    <div class="buttons">
      <button
        type="button"
        disabled={record.closedAtMs !== null}
        data-streams="end"
        title="Closes its connection; its client reconnects by itself"
        onClick={() => session.askToEnd(record)}
      >
        End stream …
      </button>
      <button
        type="button"
        data-streams="trace"
        title="Shows what it gets, event by event"
        onClick={() => traceTopicsOf(record, view)}
      >
        Trace its topics
      </button>
      <button
        type="button"
        data-streams="close"
        onClick={() => {
          session.close();
          focusGrid();
        }}
      >
        Close details
      </button>
    </div>
  );
}

function Confirmation({ session, record }: Props & { readonly record: StreamRecord }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const end = () => {
    void session.end();
    focusGrid();
  };
  const keep = () => {
    session.keep();
    focusGrid();
  };
  return (
    <div class="buttons" role="group" aria-labelledby="stream-end-question">
      <p id="stream-end-question">
        End {record.id}? Its connection is closed. {WHAT_FOLLOWS[record.transport]}
      </p>
      <button ref={button} type="button" class="primary" data-streams="end-now" onClick={end}>
        End stream
      </button>
      <button type="button" data-streams="keep" onClick={keep}>
        Keep it
      </button>
    </div>
  );
}

/** What has become of it since it was ended. Always there, so that it is read out when it changes. */
function Outcome({ chosen, session }: Props & { readonly chosen: ChosenStream }) {
  const { returned, failure, isEnded } = chosen;
  return (
    <p class="stream-outcome" role="status" data-streams="outcome">
      {failure === undefined ? null : verbatim(`It was not ended: ${failure}`)}
      {isEnded && returned === undefined ? "Ended. Waiting for its client to come back." : null}
      {returned === undefined ? null : (
        <>
          Ended. A stream just like it opened {laterText(chosen.record, returned)}:{" "}
          <button
            type="button"
            class="quiet"
            data-returned-id={returned.id}
            onClick={() => session.open(returned)}
          >
            {returned.id}
          </button>
        </>
      )}
    </p>
  );
}

function laterText({ closedAtMs }: StreamRecord, { openedAtMs }: StreamRecord): string {
  return closedAtMs === null ? "" : `${((openedAtMs - closedAtMs) / 1000).toFixed(1)} s later`;
}

function fieldsOf(
  record: StreamRecord,
  atMs: number,
): readonly (readonly [name: string, text: string])[] {
  const { position, lagEvents, openedAtMs, closedAtMs, cause } = record;
  const untilMs = closedAtMs ?? atMs;
  const ended: [string, string][] =
    closedAtMs === null
      ? [["condition", conditionOf(record)]]
      : [["closed", `${formatTimeOfDay(closedAtMs)}: ${cause ?? NOTHING}`]];
  return [
    ...ended,
    [
      "opened",
      `${formatTimeOfDay(openedAtMs)}, for ${formatDuration(Math.max(0, untilMs - openedAtMs))}`,
    ],
    ["position", formatCount(position)],
    ["lag", `${formatCount(lagEvents)} events`],
    ["sent", formatBytes(record.sentBytes)],
    ["stalls", formatCount(record.stalls)],
    ["via", record.transport === "ws" ? "WebSocket" : "event stream (SSE)"],
    ["thread", String(record.thread)],
    ["address", record.address ?? NOTHING],
    ["user agent", record.userAgent ?? NOTHING],
  ];
}

/** Back to the row that the keys were on. */
function focusGrid(): void {
  document.querySelector<HTMLElement>("[data-streams=grid]")?.focus();
}
