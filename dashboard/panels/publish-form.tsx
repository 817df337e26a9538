/** Publishes one event to the hub, and shows its id, or why it was refused. */

import { useSignal } from "@preact/signals";
import type { PublishOutcome } from "../hub-api.ts";
import type { SandboxSession } from "../sandbox-session.ts";
import { WaitingNote } from "./waiting-note.tsx";

export interface PublishFormProps {
  readonly session: SandboxSession;
  readonly isLate: boolean;
}

export function PublishForm({ session, isLate }: PublishFormProps) {
  const outcome = useSignal<PublishOutcome | undefined>(undefined);
  const publish = async (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? "");
    outcome.value = await session.publish({
      topic: field("topic").trim(),
      type: field("type").trim(),
      data: field("data"),
    });
  };
  // The outcome of the previous event would be mistaken for this one's.
  const shown = isLate ? undefined : outcome.value;
  return (
    <form class="form" onSubmit={(event) => void publish(event)}>
      <h3>Publish</h3>
      <div class="pair">
        <label>
          <span>Topic</span>
          <input
            name="topic"
            required
            autocomplete="off"
            spellcheck={false}
            data-sandbox="publish-topic"
            defaultValue="demo"
          />
        </label>
        <label>
          <span>
            Type <small>optional</small>
          </span>
          <input
            name="type"
            autocomplete="off"
            spellcheck={false}
            placeholder="message"
            data-sandbox="publish-type"
          />
        </label>
      </div>
      <label>
        <span>Data</span>
        <textarea name="data" rows={4} data-sandbox="publish-data" defaultValue="Hello" />
      </label>
      <div class="buttons">
        <button type="submit" class="primary" data-sandbox="publish">
          Publish
        </button>
        <output class={shown?.kind} data-sandbox="publish-result">
          <Outcome outcome={shown} />
        </output>
      </div>
      {isLate ? <WaitingNote name="publish-waits" /> : null}
    </form>
  );
}

function Outcome({ outcome }: { readonly outcome: PublishOutcome | undefined }) {
  if (outcome === undefined) return null;
  if (outcome.kind === "refused") return <>{outcome.why}</>;
  return (
    <>
      Published as <code>{outcome.id}</code>
    </>
  );
}
