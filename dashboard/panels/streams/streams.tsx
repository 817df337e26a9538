/** The Streams panel: who the subscribers are, open and closed lately, and the details of one, which may be ended. */

import { useEffect } from "preact/hooks";
import { MAX_SEARCH_CHARACTERS } from "#protocol";
import { formatCount, formatTimeOfDay } from "../../common/format.ts";
import type { StreamsSession } from "./streams-session.ts";
import type { View } from "../../view/view.ts";
import { Choice } from "../../components/choice.tsx";
import { Verbatim } from "../../components/verbatim.tsx";
import { openContextMenu } from "../../components/context-menu.tsx";
import { streamEntries, streamUnder } from "./stream-menu.ts";
import { StreamDetails } from "./stream-details.tsx";
import { StreamTable } from "./stream-table.tsx";

const REFRESH_MS = 1_000;

const STATES = [
  { value: "open", label: "open" },
  { value: "closed", label: "closed lately" },
] as const;
const TRANSPORTS = [
  { value: "all", label: "all" },
  { value: "sse", label: "SSE" },
  { value: "ws", label: "WebSocket" },
] as const;

export interface StreamsPanelProps {
  readonly view: View;
  readonly session: StreamsSession;
}

export function StreamsPanel({ view, session }: StreamsPanelProps) {
  const isShown = view.panel.value === "streams";
  useRefresh(session, isShown, view.isPaused.value);
  return (
    <section
      class="panel streams"
      data-panel="streams"
      aria-labelledby="streams-title"
      hidden={!isShown}
    >
      <h2 id="streams-title" class="for-readers">
        Streams
      </h2>
      <section
        class="plot stream-list"
        aria-label="Streams of this hub"
        onContextMenu={(event) => {
          const record = streamUnder(event, session);
          if (record === undefined) return;
          openContextMenu(event, `Stream ${record.id}`, streamEntries(record, session, view));
        }}
      >
        <Filters session={session} />
        <Trouble session={session} />
        <Missing session={session} />
        {isShown ? <StreamTable session={session} /> : null}
      </section>
      <StreamDetails session={session} view={view} />
    </section>
  );
}

/** Once a second while somebody can see it. */
function useRefresh(session: StreamsSession, isShown: boolean, isPaused: boolean): void {
  useEffect(() => {
    if (!isShown) return undefined;
    if (!isPaused || session.pages.latest === undefined) session.refresh();
    if (isPaused) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) session.refresh();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [session, isShown, isPaused]);
}

function Filters({ session }: { readonly session: StreamsSession }) {
  const { filter, latest } = session.pages;
  return (
    <div class="stream-filters">
      <input
        type="search"
        aria-label="Search topics, addresses, user agents and ids"
        placeholder="Search topics, addresses, user agents, ids"
        autocomplete="off"
        spellcheck={false}
        maxLength={MAX_SEARCH_CHARACTERS}
        data-streams="search"
        value={filter.search}
        onInput={({ currentTarget }) => session.choose({ search: currentTarget.value })}
      />
      <Choice
        name="streams-state"
        legend="Which streams"
        options={STATES}
        chosen={filter.state}
        onChoose={(state) => session.choose({ state })}
      />
      <Choice
        name="streams-transport"
        legend="Transport"
        options={TRANSPORTS}
        chosen={filter.transport ?? "all"}
        onChoose={(chosen) => session.choose({ transport: chosen === "all" ? undefined : chosen })}
      />
      <dl class="counts">
        {(["matching", "open", "closed"] as const).map((name) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd data-streams={name}>{formatCount(latest?.[name])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A link may be older than what the hub remembers. */
function Missing({ session }: { readonly session: StreamsSession }) {
  if (session.missing === undefined) return null;
  return (
    <p class="stream-trouble" role="status" data-streams="missing">
      The hub has no stream <Verbatim text={session.missing} />: it closed some time ago, or the hub
      has started again since.{" "}
      <button type="button" class="quiet" onClick={() => session.close()}>
        Close
      </button>
    </p>
  );
}

/** Why the rows are not those of now. */
function Trouble({ session }: { readonly session: StreamsSession }) {
  const { failure, latest } = session.pages;
  if (failure === undefined) return null;
  const since =
    latest === undefined ? "" : ` These are the streams of ${formatTimeOfDay(latest.atMs)}.`;
  return (
    <p class="stream-trouble" role="alert" data-streams="failure">
      <Verbatim text={failure} />.{since}
    </p>
  );
}
