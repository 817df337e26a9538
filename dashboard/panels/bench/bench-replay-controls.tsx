/** A kept run as it was: play, pause, speed and a slider of time, and what the run said at that moment. */

import { useEffect, useRef } from "preact/hooks";
import { shortened } from "../../common/hidden-characters.ts";
import { Verbatim } from "../../components/verbatim.tsx";
import { Choice } from "../../components/choice.tsx";
import { copyAndTell } from "../../components/toasts.ts";
import { formatDateTime, formatDuration } from "../../common/format.ts";
import type { View } from "../../view/view.ts";
import { Moment, NAME_CHARACTERS } from "./bench-moment.tsx";
import { Outcomes } from "./bench-outcomes.tsx";
import { type BenchReplay, type OpenReplay, type Speed, SPEEDS } from "./bench-replay.ts";

const SPEED_LABELS: Readonly<Record<Speed, string>> = {
  "1": "1×",
  "4": "4×",
  "16": "16×",
  once: "at once",
};
const STEP_MS = 1_000;

export interface ReplayProps {
  readonly replay: BenchReplay;
  readonly view: View;
}

export function Replay({ replay, view }: ReplayProps) {
  const state = replay.state.value;
  const section = useRef<HTMLElement>(null);
  const kind = state?.kind;
  useEffect(() => {
    if (kind === "open" && section.current !== null) showAt(section.current);
  }, [kind]);
  if (state === undefined) return null;
  return (
    <section
      ref={section}
      class="bench-replay"
      data-bench-replay={state.kind}
      aria-labelledby="bench-replay-title"
    >
      <header>
        <h3 id="bench-replay-title">
          Recording
          {state.kind === "open" ? (
            <>
              : <Verbatim text={shortened(state.recording.scenario, NAME_CHARACTERS)} />
            </>
          ) : null}
        </h3>
        {state.kind === "open" ? (
          <button
            type="button"
            onClick={() => void copyAndTell(location.href, "the link to this run")}
          >
            Copy link
          </button>
        ) : null}
        <button
          type="button"
          data-replay="close"
          onClick={() => {
            view.replayedRun.value = undefined;
            replayButtonOf(state.name)?.focus();
          }}
        >
          Close
        </button>
      </header>
      {state.kind === "open" ? <Open replay={replay} state={state} /> : null}
      {state.kind === "loading" ? <p role="status">The run is being read…</p> : null}
      {state.kind === "trouble" ? (
        <p role="alert" data-replay="trouble">
          The run <Verbatim text={shortened(state.name, NAME_CHARACTERS)} /> cannot be shown.{" "}
          <Verbatim text={state.why} />.
        </p>
      ) : null}
    </section>
  );
}

interface OpenProps {
  readonly replay: BenchReplay;
  readonly state: OpenReplay;
}

function Open({ replay, state }: OpenProps) {
  const { recording, range, positionMs, second, isPlaying, speed } = state;
  const isAtEnd = positionMs >= range.toMs;
  return (
    <>
      <p class="recorded" data-replay="when">
        Of{" "}
        <time dateTime={new Date(recording.startedAtMs).toISOString()}>
          {formatDateTime(recording.startedAtMs)}
        </time>
        . Nothing of this happens now.
      </p>
      {recording.lacks === undefined ? null : (
        <p class="warning" data-replay="lacks">
          This recording lacks {recording.lacks}.
        </p>
      )}
      <div class="replay-controls" role="group" aria-label="Replay">
        <button
          type="button"
          class="primary"
          data-replay="play"
          aria-pressed={isPlaying}
          onClick={() => (isPlaying ? replay.pause() : replay.play())}
        >
          {isPlaying ? "Pause" : "Play"}
        </button>
        <Choice
          name="replay-speed"
          legend="Speed"
          options={SPEEDS.map((value) => ({ value, label: SPEED_LABELS[value] }))}
          chosen={speed}
          onChoose={(chosen) => replay.setSpeed(chosen)}
        />
        <TimeSlider replay={replay} state={state} />
      </div>
      {isAtEnd ? (
        <>
          <h3 data-replay="state">
            <Verbatim text={shortened(recording.scenario, NAME_CHARACTERS)} />: ended
          </h3>
          <Outcomes outcomes={[recording.outcome]} />
        </>
      ) : (
        <Moment moment={second?.moment} scenario={recording.scenario} part="replay" />
      )}
    </>
  );
}

function TimeSlider({ replay, state: { range, positionMs } }: OpenProps) {
  const [atMs, wholeMs] = [positionMs - range.fromMs, range.toMs - range.fromMs];
  // Whole steps, so that the last one is reached.
  const maxMs = Math.ceil(wholeMs / STEP_MS) * STEP_MS;
  const words = `${formatDuration(atMs)} of ${formatDuration(wholeMs)}`;
  return (
    <label class="replay-time">
      <span class="for-readers">Time</span>
      <input
        type="range"
        data-replay="time"
        min={0}
        max={maxMs}
        step={STEP_MS}
        value={atMs < wholeMs ? atMs : maxMs}
        aria-valuetext={words}
        onInput={({ currentTarget }) => replay.seek(range.fromMs + currentTarget.valueAsNumber)}
      />
      <span class="replay-position">{words}</span>
    </label>
  );
}

/** Whoever opened it in the list goes on here, as the list is further down. */
function showAt(section: HTMLElement): void {
  section.scrollIntoView({ block: "nearest" });
  const isFromList = document.activeElement?.matches("[data-bench=replay]") ?? false;
  if (isFromList) section.querySelector<HTMLElement>("[data-replay=play]")?.focus();
}

function replayButtonOf(name: string): HTMLElement | null {
  return document.querySelector(`[data-bench-kept="${CSS.escape(name)}"] [data-bench=replay]`);
}
