/** Publishes an event, once or several times, and shows its id, or why it was refused. */

import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { formatCount } from "../../common/format.ts";
import type { PublishForm as Form, PublishOutcome } from "../../feed/hub-api.ts";
import { PublishHistory } from "./publish-history.ts";
import { MAX_PAUSE_MS, MAX_TIMES, publishRepeatedly, repetitionOf } from "./repeated-publish.ts";
import type { SandboxSession } from "./sandbox-session.ts";
import { JsonNote } from "../../components/json-note.tsx";
import { Verbatim } from "../../components/verbatim.tsx";
import { PublishMenus } from "./publish-menus.tsx";
import { WaitingNote } from "../../components/waiting-note.tsx";

export interface PublishFormProps {
  readonly session: SandboxSession;
  readonly isLate: boolean;
}

const FIRST: Form = { topic: "demo", type: "", data: "Hello" };

/** While the same event is published several times. */
interface Run {
  readonly done: number;
  readonly times: number;
  readonly stop: () => void;
}

export function PublishForm({ session, isLate }: PublishFormProps) {
  const history = useMemo(() => new PublishHistory(), []);
  const form = useRef<HTMLFormElement>(null);
  const earlier = useSignal(history.forms);
  const outcome = useSignal<PublishOutcome | undefined>(undefined);
  const run = useSignal<Run | undefined>(undefined);
  const data = useSignal(FIRST.data);
  const publish = async (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const filled = formOf(event.currentTarget);
    const { times, pauseMs } = repetitionOf(
      fieldOf(event.currentTarget, "times"),
      fieldOf(event.currentTarget, "pause"),
    );
    history.add(filled);
    earlier.value = history.forms;
    if (times === 1) {
      outcome.value = await session.publish(filled);
      return;
    }
    const stopping = new AbortController();
    const tell = (done: number) => (run.value = { done, times, stop: () => stopping.abort() });
    outcome.value = undefined;
    tell(0);
    outcome.value = await publishRepeatedly({
      form: filled,
      times,
      pauseMs,
      publish: (one) => session.publish(one),
      signal: stopping.signal,
      onPublished: tell,
    });
    run.value = undefined;
  };
  const fill = (values: Partial<Form>) => {
    if (form.current !== null) fillIn(form.current, values);
    data.value = values.data ?? data.peek();
  };
  // The outcome of the previous event would be mistaken for this one's.
  const shown = isLate || run.value !== undefined ? undefined : outcome.value;
  return (
    <form ref={form} class="form" onSubmit={(event) => void publish(event)}>
      <header class="form-head">
        <h3>Publish</h3>
        <PublishMenus
          earlier={earlier.value}
          fill={fill}
          read={() => (form.current === null ? FIRST : formOf(form.current))}
        />
      </header>
      <div class="pair">
        <label>
          <span>Topic</span>
          <input
            name="topic"
            required
            autocomplete="off"
            spellcheck={false}
            data-sandbox="publish-topic"
            defaultValue={FIRST.topic}
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
      <div>
        <label>
          <span>Data</span>
          <textarea
            name="data"
            rows={4}
            data-sandbox="publish-data"
            defaultValue={FIRST.data}
            onInput={({ currentTarget }) => (data.value = currentTarget.value)}
          />
        </label>
        <JsonNote text={data.value} onPretty={(pretty) => fill({ data: pretty })} />
      </div>
      <div class="publish-line">
        <NumberField name="times" label="times" value={1} min={1} max={MAX_TIMES} />
        <NumberField name="pause" label="ms apart" value={0} min={0} max={MAX_PAUSE_MS} />
      </div>
      <div class="buttons">
        <button
          type="submit"
          class="primary"
          disabled={run.value !== undefined}
          data-sandbox="publish"
        >
          Publish
        </button>
        <button
          type="button"
          disabled={run.value === undefined}
          data-sandbox="stop"
          title="Ends a publish of several times"
          onClick={() => run.value?.stop()}
        >
          Stop
        </button>
        {run.value === undefined ? null : <Progress run={run.value} />}
        <output class={shown?.kind} data-sandbox="publish-result">
          <Outcome outcome={shown} />
        </output>
      </div>
      {isLate ? <WaitingNote name="publish-waits" /> : null}
    </form>
  );
}

interface NumberFieldProps {
  readonly name: string;
  /** Behind the field. */
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

function NumberField({ name, label, value, min, max }: NumberFieldProps) {
  return (
    <label class="number">
      <input
        type="number"
        name={name}
        min={min}
        max={max}
        data-sandbox={`publish-${name}`}
        defaultValue={value}
      />
      {label}
    </label>
  );
}

function Progress({ run: { done, times } }: { readonly run: Run }) {
  return (
    <p class="note" data-sandbox="publish-progress">
      {formatCount(done)} of {formatCount(times)} published
    </p>
  );
}

function Outcome({ outcome }: { readonly outcome: PublishOutcome | undefined }) {
  if (outcome === undefined) return null;
  if (outcome.kind === "refused") return <Verbatim text={outcome.why} />;
  return (
    <>
      Published as <code>{outcome.id}</code>
    </>
  );
}

function formOf(form: HTMLFormElement): Form {
  return {
    topic: fieldOf(form, "topic").trim(),
    type: fieldOf(form, "type").trim(),
    data: fieldOf(form, "data"),
  };
}

/** A text area holds LF; `FormData` would make CR LF of it. */
function fieldOf(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name);
  const isField = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  return isField ? field.value : "";
}

function fillIn(form: HTMLFormElement, values: Partial<Form>): void {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      field.value = value;
    }
  }
}
