/** One event of the Sandbox: its raw text where the browser tells it, or its data with each value of JSON on its own line. */

import { useSignal } from "@preact/signals";
import { formatCount, formatPreciseTime } from "../../common/format.ts";
import { shortened } from "../../common/hidden-characters.ts";
import { prettyJson } from "../../common/json-check.ts";
import { Verbatim, verbatim } from "../../components/verbatim.tsx";
import type { EventRow } from "./sandbox-log.ts";
import { Choice } from "../../components/choice.tsx";

/** Longer texts are cut off on screen. */
const SHOWN_CHARACTERS = 20_000;

const TEXTS = [
  { value: "raw", label: "Raw" },
  { value: "data", label: "Data" },
] as const;
type TextName = (typeof TEXTS)[number]["value"];

export interface EventRawProps {
  /** Of the list that it was chosen in. */
  readonly list: string;
  /** For screen readers. */
  readonly label: string;
  readonly row: EventRow;
}

export function EventRaw({ list, label, row }: EventRawProps) {
  const wanted = useSignal<TextName | undefined>(undefined);
  const { atMs, id, type, data, raw } = row;
  const shown = wanted.value ?? (raw === undefined ? "data" : "raw");
  const text = shown === "raw" ? raw : prettyJson(data);
  return (
    <section class="trace-raw event-raw" aria-label={label} data-sandbox="raw">
      <header>
        <Choice
          name={`text-of-${list}`}
          legend="What to show of the event"
          options={TEXTS}
          chosen={shown}
          onChoose={(value) => (wanted.value = value)}
        />
        <code>{id}</code>
        <Verbatim text={type} />
        <time>{formatPreciseTime(atMs)}</time>
        <span>
          {formatCount((text ?? data).length)} characters
          {(text ?? data).length > SHOWN_CHARACTERS ? ", cut off here" : ""}
        </span>
      </header>
      {text === undefined ? (
        <p class="note">
          An EventSource does not tell the raw text. A connection over WebSocket or fetch() does.
        </p>
      ) : (
        <pre tabIndex={0}>{verbatim(shortened(text, SHOWN_CHARACTERS), true)}</pre>
      )}
    </section>
  );
}
