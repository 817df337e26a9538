/** The Sandbox: subscribe to topics, see events arrive, publish, cut the connection and watch it resume. */

import type { Signal } from "@preact/signals";
import type { SandboxSession, SandboxSnapshot } from "../sandbox-session.ts";
import { splitList } from "../sandbox-session.ts";
import type { View } from "../view.ts";
import { EventList } from "./event-list.tsx";
import { PublishForm } from "./publish-form.tsx";

export interface SandboxPanelProps {
  readonly view: View;
  readonly session: SandboxSession;
  readonly sandbox: Signal<SandboxSnapshot>;
}

export function SandboxPanel({ view, session, sandbox }: SandboxPanelProps) {
  const { state, rows, counts } = sandbox.value;
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
        <ConnectForm session={session} isConnected={state !== "closed"} isOpen={state === "open"} />
        <PublishForm session={session} />
      </div>
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
  readonly session: SandboxSession;
  readonly isConnected: boolean;
  readonly isOpen: boolean;
}

function ConnectForm({ session, isConnected, isOpen }: ConnectFormProps) {
  const connect = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const topics = splitList(String(form.get("topics") ?? ""));
    if (topics.length > 0) session.connect(topics, splitList(String(form.get("types") ?? "")));
  };
  return (
    <form class="form" onSubmit={connect}>
      <h3>Subscribe</h3>
      <label>
        <span>
          Topics <small>with commas or line ends between; * for all</small>
        </span>
        <textarea
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
        A browser’s EventSource hands over only types that it listens for. This one listens for{" "}
        <code>message</code>, <code>gap</code>, each type you publish here, and those above.
      </p>
      <div class="buttons">
        <button type="submit" class="primary" data-sandbox="connect">
          Connect
        </button>
        <button
          type="button"
          disabled={!isConnected}
          data-sandbox="disconnect"
          onClick={() => session.disconnect()}
        >
          Disconnect
        </button>
        <button
          type="button"
          disabled={!isOpen}
          data-sandbox="drop"
          title="The hub cuts this stream; the browser comes back by itself, with Last-Event-ID"
          onClick={() => void session.drop()}
        >
          Drop connection
        </button>
      </div>
    </form>
  );
}
