/** The Trace panel: topics followed live, each event with the time of its stages and its raw text. */

import { type Signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { formatCount } from "../../common/format.ts";
import { splitList } from "../../common/list-field.ts";
import { TRACE_FORMATS, traceFile } from "./trace-export.ts";
import { MAX_TRACED } from "./trace-log.ts";
import type { TraceSession, TraceSnapshot } from "./trace-session.ts";
import { saveFile } from "../../common/save-file.ts";
import type { View } from "../../view/view.ts";
import { verbatim } from "../../components/verbatim.tsx";
import { openContextMenu } from "../../components/context-menu.tsx";
import { TraceList } from "./trace-list.tsx";
import { tracedEntries, tracedUnder } from "./trace-menu.ts";

export interface TracePanelProps {
  readonly view: View;
  readonly session: TraceSession;
  readonly trace: Signal<TraceSnapshot>;
}

export function TracePanel({ view, session, trace }: TracePanelProps) {
  const isHidden = view.panel.value !== "trace";
  return (
    <section class="panel trace" data-panel="trace" aria-labelledby="trace-title" hidden={isHidden}>
      <h2 id="trace-title" class="for-readers">
        Trace
      </h2>
      <section
        class="sheet"
        aria-label="Events of a trace"
        onContextMenu={(event) => {
          const traced = tracedUnder(event, trace.peek().events);
          if (traced === undefined) return;
          const entries = tracedEntries(traced, { view, onKeep: offerFilter });
          openContextMenu(event, `Event ${traced.id}`, entries);
        }}
      >
        <Settings view={view} session={session} trace={trace} />
        {isHidden ? null : <Shown trace={trace} />}
      </section>
    </section>
  );
}

function Settings({ view, session, trace }: TracePanelProps) {
  const fault = useSignal<string | undefined>(undefined);
  const state = useComputed(() => trace.value.state).value;
  const typed = useSignal(view.tracedTopics.peek());
  useSignalEffect(() => {
    typed.value = view.tracedTopics.value;
  });
  const start = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? "");
    const topics = splitList(field("topics"));
    view.tracedTopics.value = field("topics");
    fault.value = session.start({ topics, filter: field("filter"), stopAt: field("stop-at") });
  };
  return (
    <form class="trace-settings" onSubmit={start}>
      <label>
        <span>Topics</span>
        <input
          name="topics"
          required
          autocomplete="off"
          spellcheck={false}
          placeholder="orders, users/7; * for all"
          value={typed.value}
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
          data-trace="topics"
        />
      </label>
      <label>
        <span>
          Keep <small>text or /regex/</small>
        </span>
        <input
          name="filter"
          autocomplete="off"
          spellcheck={false}
          placeholder="all"
          data-trace="filter"
        />
      </label>
      <label>
        <span>
          Stop at <small>text or /regex/</small>
        </span>
        <input
          name="stop-at"
          autocomplete="off"
          spellcheck={false}
          placeholder="never"
          data-trace="stop-at"
        />
      </label>
      <div class="buttons">
        <button type="submit" class="primary" data-trace="start">
          {state === "stopped" ? "Trace" : "Trace anew"}
        </button>
        <button
          type="button"
          disabled={state === "stopped"}
          data-trace="stop"
          onClick={() => session.stop()}
        >
          Stop
        </button>
      </div>
      <Trouble text={fault.value ?? ""} />
    </form>
  );
}

/** The next trace keeps what has this text, once somebody begins it: it would empty the list. */
function offerFilter(text: string): void {
  const field = document.querySelector<HTMLInputElement>("[data-trace=filter]");
  if (field === null) return;
  field.value = text;
  field.focus();
}

function Trouble({ text }: { readonly text: string }) {
  return (
    <p class="trace-trouble" role="alert" data-trace="fault" hidden={text === ""}>
      {verbatim(text)}
    </p>
  );
}

function Shown({ trace }: Pick<TracePanelProps, "trace">) {
  const { state, events, received, note } = trace.value;
  return (
    <>
      <div class="trace-head">
        <span class="state" role="status" data-trace="state" data-state={state}>
          {state}
        </span>
        <span class="note" data-trace="note">
          {verbatim(note)}
        </span>
        <span>
          <b data-trace="kept">{formatCount(events.length)}</b> kept of{" "}
          <b data-trace="received">{formatCount(received)}</b>
        </span>
        <div class="buttons" role="group" aria-label="Save the trace as a file">
          {TRACE_FORMATS.map((format) => (
            <button
              key={format}
              type="button"
              class="quiet"
              disabled={events.length === 0}
              title={`Save the events as a file: .${format}`}
              data-trace-save={format}
              onClick={() => saveFile(traceFile(events, format), `trace.${format}`)}
            >
              .{format}
            </button>
          ))}
        </div>
      </div>
      <TraceList events={events} />
      {events.length > 0 ? null : (
        <p class="empty">
          {state === "stopped"
            ? `Nothing is traced, and it costs nothing. A trace keeps the newest ${formatCount(MAX_TRACED)} events.`
            : "Waiting for the first event …"}
        </p>
      )}
    </>
  );
}
