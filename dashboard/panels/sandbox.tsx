/** The Sandbox: subscribe to topics, see events arrive, publish, cut the connection and watch it resume. */

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { joinList, splitList } from "../list-field.ts";
import type { SandboxSession, SandboxSnapshot, SandboxState } from "../sandbox-session.ts";
import { crowdedSentence, isCrowded, isPageHttp1 } from "../six-connections.ts";
import type { View } from "../view.ts";
import { EventList } from "./event-list.tsx";
import { PublishForm } from "./publish-form.tsx";
import { Splitter } from "./splitter.tsx";
import { WaitingNote } from "./waiting-note.tsx";

export interface SandboxPanelProps {
  readonly view: View;
  readonly session: SandboxSession;
  readonly sandbox: Signal<SandboxSnapshot>;
}

export function SandboxPanel({ view, session, sandbox }: SandboxPanelProps) {
  const { state, rows, counts, isPublishLate, isDropLate } = sandbox.value;
  return (
    <section
      class="panel sandbox"
      data-panel="sandbox"
      aria-labelledby="sandbox-title"
      hidden={view.panel.value !== "sandbox"}
    >
      <h2 id="sandbox-title" class="for-readers">
        Sandbox
      </h2>
      <div class="forms">
        <ConnectForm view={view} session={session} state={state} isDropLate={isDropLate} />
        <PublishForm session={session} isLate={isPublishLate} />
      </div>
      <Splitter view={view} name="forms" label="the forms" along="row" first={0.27} />
      <section class="stream" aria-labelledby="stream-title">
        <header class="stream-head">
          <h3 id="stream-title">Stream</h3>
          <span class="state" role="status" data-sandbox="state" data-state={state}>
            {state}
          </span>
          <dl class="counts">
            {(["received", "duplicates", "gaps"] as const).map((name) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd data-sandbox={name}>{counts[name]}</dd>
              </div>
            ))}
          </dl>
        </header>
        <EventList rows={rows} />
      </section>
    </section>
  );
}

interface ConnectFormProps {
  readonly view: View;
  readonly session: SandboxSession;
  readonly state: SandboxState;
  readonly isDropLate: boolean;
}

function ConnectForm({ view, session, state, isDropLate }: ConnectFormProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  /** Streams of other tabs, once there are so many that one more may block the page. */
  const crowd = useSignal<number | undefined>(undefined);
  const toOpen = view.topicsToOpen.value;
  useEffect(() => {
    if (toOpen === undefined || field.current === null) return;
    field.current.value = joinList(toOpen);
    field.current.focus();
  }, [toOpen]);
  const connect = async (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const topics = splitList(String(form.get("topics") ?? ""));
    if (topics.length === 0) return;
    const elsewhere = await session.countElsewhere();
    const isWarned = state !== "closed" || crowd.value !== undefined;
    crowd.value = isPageHttp1() && isCrowded(elsewhere) && !isWarned ? elsewhere : undefined;
    if (crowd.value !== undefined) return;
    session.connect(topics, splitList(String(form.get("types") ?? "")));
  };
  return (
    <form class="form" onSubmit={(event) => void connect(event)}>
      <h3>Subscribe</h3>
      <label>
        <span>
          Topics <small>separated by commas or line breaks; \, for a comma, * for all</small>
        </span>
        <textarea
          ref={field}
          name="topics"
          rows={2}
          required
          spellcheck={false}
          data-sandbox="topics"
          defaultValue="demo"
        />
      </label>
      <label>
        <span>
          More event types <small>to listen for</small>
        </span>
        <input name="types" autocomplete="off" spellcheck={false} data-sandbox="types" />
      </label>
      <p class="note">
        A browser’s EventSource dispatches only types that it listens for. This one listens for{" "}
        <code>message</code>, <code>gap</code>, each type you publish here, and those above.
      </p>
      <div class="buttons">
        <button type="submit" class="primary" data-sandbox="connect">
          {crowd.value === undefined ? "Connect" : "Connect anyway"}
        </button>
        <button
          type="button"
          disabled={state === "closed"}
          data-sandbox="disconnect"
          onClick={() => session.disconnect()}
        >
          Disconnect
        </button>
        <button
          type="button"
          disabled={state !== "open"}
          data-sandbox="drop"
          title="The hub cuts this stream; the browser reconnects by itself, with Last-Event-ID"
          onClick={() => void session.drop()}
        >
          Drop connection
        </button>
      </div>
      {crowd.value === undefined ? null : (
        <p class="note warning" role="alert" data-sandbox="crowded">
          {crowdedSentence(crowd.value)}
        </p>
      )}
      {isDropLate ? <WaitingNote name="drop-waits" /> : null}
    </form>
  );
}
