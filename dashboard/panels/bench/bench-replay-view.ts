/** What the charts of a replay read: the view of the window, but for the time, which is that of the run. */

import { type Signal, signal, useSignalEffect } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { RecordedSecond } from "../../past/bench-recording.ts";
import type { TimeRange } from "../../past/store.ts";
import { type Annotation, markName } from "../../view/annotations.ts";
import type { Frame, View } from "../../view/view.ts";
import type { BenchReplay, OpenReplay } from "./bench-replay.ts";

export function useReplayView(view: View, replay: BenchReplay): View {
  const own = useMemo(
    () => ({
      zoom: signal<TimeRange | undefined>(undefined),
      cursorMs: signal<number | undefined>(undefined),
      frame: signal<Frame>(view.frame.peek()),
    }),
    [view],
  );
  useSignalEffect(() => {
    const state = replay.state.value;
    if (state?.kind !== "open") own.zoom.value = undefined;
    else follow(own, view.frame.value, state);
  });
  return useMemo(() => ({ ...view, ...own }), [view, own]);
}

interface Own {
  readonly zoom: Signal<TimeRange | undefined>;
  readonly cursorMs: Signal<number | undefined>;
  readonly frame: Signal<Frame>;
}

/** The crosshair is at the moment that is shown, unless somebody moves it. */
function follow({ zoom, cursorMs, frame }: Own, hubs: Frame, replay: OpenReplay): void {
  const { range: whole, second, positionMs, recording } = replay;
  const range = zoom.value ?? whole;
  const isAtEnd = positionMs >= whole.toMs;
  const now = isAtEnd ? undefined : second?.atMs;
  frame.value = {
    ...hubs,
    range,
    whole,
    annotations: phasesOf(recording.seconds).filter(
      ({ atMs }) => atMs <= positionMs && atMs >= range.fromMs && atMs <= range.toMs,
    ),
    cursorMs: cursorMs.value ?? now,
    isRecorded: true,
  };
}

/** A mark for the beginning of each. */
function phasesOf(seconds: readonly RecordedSecond[]): readonly Annotation[] {
  return seconds.flatMap(({ atMs, moment: { phase } }, index) => {
    const isNew = phase !== "" && phase !== seconds[index - 1]?.moment.phase;
    return isNew ? [{ kind: "bench", atMs, text: markName(phase) } as const] : [];
  });
}
