/** A second of a run, live or recorded: what it was doing, and its figures. */

import type { ComponentChildren } from "preact";
import type { BenchMoment } from "../../past/bench-columns.ts";
import { shortened } from "../../common/hidden-characters.ts";
import { Verbatim } from "../../components/verbatim.tsx";
import { formatCount, formatMs, formatRate } from "../../common/format.ts";

/** Anyone may publish a run: longer names are cut off. */
export const NAME_CHARACTERS = 60;

export interface MomentProps {
  /** `undefined` before the first second has ended. */
  readonly moment: BenchMoment | undefined;
  readonly scenario: string;
  /** The attribute that marks its state: `data-bench` or `data-replay`. */
  readonly part: "bench" | "replay";
  /** Beside the percentiles of the run's own clients. */
  readonly besideP50?: ComponentChildren;
  readonly besideP99?: ComponentChildren;
}

export function Moment({ moment, scenario, part, besideP50, besideP99 }: MomentProps) {
  const phase = moment === undefined ? "starting" : moment.phase;
  const { elapsedMs = 0, leftMs } = moment ?? {};
  const left =
    leftMs === undefined || leftMs === null
      ? ""
      : `, about ${formatCount(Math.ceil(leftMs / 1000))} s left`;
  return (
    <>
      <h3 {...{ [`data-${part}`]: "state" }}>
        <Verbatim text={shortened(scenario, NAME_CHARACTERS)} />
        {phase === "" ? null : (
          <>
            : <Verbatim text={shortened(phase, NAME_CHARACTERS)} />
          </>
        )}
      </h3>
      <p class="meaning">
        {formatCount(Math.floor(elapsedMs / 1000))} s so far{left}
      </p>
      <dl class="bench-figures">
        <Figure name="open" value={openOf(moment)} />
        <Figure name="failed" value={formatCount(moment?.failed ?? undefined)} />
        <Figure name="reconnected" value={formatCount(moment?.recovered ?? undefined)} />
        <Figure name="received" value={formatCount(moment?.received ?? undefined)} />
        <Figure name="deliveries/s" value={formatRate(moment?.deliveriesPerSecond ?? undefined)} />
        <Figure name="latency p50, ms" value={formatMs(moment?.p50Ms ?? undefined)} />
        {besideP50}
        <Figure name="latency p99, ms" value={formatMs(moment?.p99Ms ?? undefined)} />
        {besideP99}
      </dl>
    </>
  );
}

export function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function openOf(moment: BenchMoment | undefined): string {
  const [open, connections] = [moment?.open ?? undefined, moment?.connections ?? undefined];
  return open === undefined
    ? formatCount(open)
    : `${formatCount(open)} of ${formatCount(connections)}`;
}
