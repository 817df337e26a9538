/** The settings of the chosen connection, and the buttons that connect, disconnect, cut and remove it. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { splitList } from "../../common/list-field.ts";
import { type ConnectionSnapshot, MAX_NAME_LENGTH } from "./sandbox-connection.ts";
import type { SandboxSession } from "./sandbox-session.ts";
import { crowdedSentence, isCrowded, isPageHttp1 } from "../../feed/six-connections.ts";
import { TRANSPORTS } from "./transports.ts";
import { Choice } from "../../components/choice.tsx";
import { WaitingNote } from "../../components/waiting-note.tsx";

export interface ConnectFormProps {
  readonly session: SandboxSession;
  readonly chosen: ConnectionSnapshot;
  /** The only connection stays. */
  readonly isOnly: boolean;
  readonly isDropLate: boolean;
  /** Whether a new form's topics get the focus; once they have it, no longer. */
  readonly wantsFocus: { current: boolean };
}

/** Its fields begin with what the connection has, so each connection needs a form of its own. */
export function ConnectForm(props: ConnectFormProps) {
  const { session, chosen, isOnly, isDropLate, wantsFocus } = props;
  const { state, transport } = chosen;
  const topicsField = useRef<HTMLTextAreaElement>(null);
  /** Other streams, once there are so many that one more may block the page. */
  const crowd = useSignal<number | undefined>(undefined);
  const { form } = session.chosen;
  useEffect(() => {
    if (wantsFocus.current) topicsField.current?.focus();
    wantsFocus.current = false;
  }, []);
  const connect = async (event: SubmitEvent) => {
    event.preventDefault();
    const connection = session.chosen;
    const topics = splitList(connection.form.topics);
    if (topics.length === 0) return;
    const others = await session.countOthers();
    const isWarned = connection.takesConnection || crowd.value !== undefined;
    const mayBlock = connection.form.transport !== "websocket" && isPageHttp1();
    crowd.value = mayBlock && isCrowded(others) && !isWarned ? others : undefined;
    if (crowd.value === undefined) connection.connect(topics, splitList(connection.form.types));
  };
  return (
    <form class="form" onSubmit={(event) => void connect(event)}>
      <header class="form-head">
        <h3>Subscribe</h3>
        <label class="connection-name">
          <span class="for-readers">Name of the connection</span>
          <input
            autocomplete="off"
            spellcheck={false}
            maxLength={MAX_NAME_LENGTH}
            data-sandbox="name"
            defaultValue={form.name}
            onInput={({ currentTarget }) => session.chosen.fillIn({ name: currentTarget.value })}
          />
        </label>
        <button
          type="button"
          class="quiet"
          disabled={isOnly}
          data-sandbox="remove"
          title="Disconnects and forgets this connection"
          onClick={() => session.remove()}
        >
          Remove
        </button>
      </header>
      <Choice
        name="transport"
        legend="Transport"
        options={TRANSPORTS}
        chosen={transport}
        onChoose={(value) => {
          crowd.value = undefined;
          session.chosen.fillIn({ transport: value });
        }}
      />
      <label>
        <span>
          Topics <small>separated by commas or line breaks; \, for a comma, * for all</small>
        </span>
        <textarea
          ref={topicsField}
          rows={2}
          required
          spellcheck={false}
          data-sandbox="topics"
          defaultValue={form.topics}
          onInput={({ currentTarget }) => session.chosen.fillIn({ topics: currentTarget.value })}
        />
      </label>
      {transport === "eventsource" ? <TypesField session={session} /> : null}
      {transport === "fetch" ? <SlowSwitch session={session} isReading={chosen.isReading} /> : null}
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
          title="The hub cuts this stream; it then reconnects by itself and resumes after its last event"
          onClick={() => void session.drop()}
        >
          Drop
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

function TypesField({ session }: Pick<ConnectFormProps, "session">) {
  return (
    <>
      <label>
        <span>
          More event types <small>to listen for</small>
        </span>
        <input
          autocomplete="off"
          spellcheck={false}
          data-sandbox="types"
          defaultValue={session.chosen.form.types}
          onInput={({ currentTarget }) => session.chosen.fillIn({ types: currentTarget.value })}
        />
      </label>
      <p class="note">
        A browser’s EventSource dispatches only types that it listens for. This one listens for{" "}
        <code>message</code>, <code>gap</code>, each type you publish here, and those above.
      </p>
    </>
  );
}

interface SlowSwitchProps extends Pick<ConnectFormProps, "session"> {
  readonly isReading: boolean;
}

/** Over HTTP/2 an unread stream can hold up all others, which share its connection. */
function SlowSwitch({ session, isReading }: SlowSwitchProps) {
  return (
    <>
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          data-sandbox="slow"
          checked={!isReading}
          onChange={({ currentTarget }) => session.chosen.setReading(!currentTarget.checked)}
        />
        Slow reader: stop reading
      </label>
      <p class="note">
        The browser and the system hold some megabytes of what is not read. Publish 64 kB some
        hundred times: then the Streams panel shows how this stream lags, and how the hub evicts it.
        {isPageHttp1() ? null : " Over HTTP/2 this can hold up the other streams of this page."}
      </p>
    </>
  );
}
