/** What the hub is: version, log, and the flags in force. Asked for when it is opened, and again with each hub. */

import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { HubDescription } from "#protocol";
import { formatBytes, formatCount, formatDateTime } from "../../common/format.ts";
import { fetchHub } from "../../feed/hub-api.ts";
import { WholeWords } from "../../components/whole-words.tsx";
import { Verbatim } from "../../components/verbatim.tsx";
import type { View } from "../../view/view.ts";

type Answer =
  | { readonly kind: "asking" }
  | { readonly kind: "told"; readonly hub: HubDescription }
  | { readonly kind: "failed" };

export function AboutHub({ view }: { readonly view: View }) {
  const answer = useSignal<Answer>({ kind: "asking" });
  const isOpen = useSignal(false);
  const epoch = useComputed(() => view.frame.value.snapshot?.hub.epoch);
  useSignalEffect(() => {
    void epoch.value;
    if (!isOpen.value) return;
    fetchHub().then(
      (hub) => (answer.value = { kind: "told", hub }),
      () => (answer.value = { kind: "failed" }),
    );
  });
  return (
    <details
      class="plot about-hub"
      data-about-hub={answer.value.kind}
      onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}
    >
      <summary>Version, log and flags in force</summary>
      {answer.value.kind === "told" ? <About hub={answer.value.hub} /> : null}
      {answer.value.kind === "failed" ? <p class="empty">The hub did not say.</p> : null}
    </details>
  );
}

function About({ hub }: { readonly hub: HubDescription }) {
  const { version, runtime, startedAtMs, threads, log, settings } = hub;
  const held = Math.max(0, log.head - log.tail + 1);
  return (
    <div class="about-parts">
      <dl>
        <Part name="version" text={`${version}, ${runtime}`} />
        <Part name="started" text={formatDateTime(startedAtMs)} />
        <Part name="threads" text={formatCount(threads)} />
        <Part name="log" text={`${log.kind}, ${formatBytes(log.bytes ?? undefined)}`} />
        <Part
          name="events held"
          text={held === 0 ? "none" : `${formatCount(held)}, positions ${log.tail} to ${log.head}`}
        />
        <Part name="epoch" text={log.epoch} />
      </dl>
      <table>
        <thead>
          <tr>
            <th scope="col">Flag</th>
            <th scope="col">Value</th>
            <th scope="col">What for</th>
          </tr>
        </thead>
        <tbody>
          {settings.map(({ flag, value, isGiven, about }) => (
            <tr key={flag} class={isGiven ? "given" : undefined} data-flag={flag}>
              <th scope="row">
                <code>--{flag}</code>
              </th>
              <td>
                {value === null ? isGiven ? "on" : "–" : <Verbatim text={value} />}
                {isGiven ? null : <small> default</small>}
              </td>
              <td>
                <WholeWords text={about} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Part({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}
