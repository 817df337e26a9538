/** The threads that serve clients, a row each: whether they share the work evenly, and which one is late. */

import type { StatsSnapshot, ThreadStats } from "#protocol";
import { formatMs, formatPercent, formatRate, formatShortCount } from "../../common/format.ts";
import type { View } from "../../view/view.ts";

/** One thread, as its row shows it. */
interface ThreadRow extends ThreadStats {
  /** Of one core, from 0 to 1; `undefined` if unknown. */
  readonly cpuShare: number | undefined;
}

interface ThreadColumn {
  /** Its cells are `thread-connections` and so on. */
  readonly name: string;
  readonly label: string;
  readonly meaning: string;
  readonly text: (row: ThreadRow) => string;
  /** The length of the bar beside the figure, from 0 to 1; without it there is no bar. */
  readonly bar?: (row: ThreadRow, rows: readonly ThreadRow[]) => number;
}

const COLUMNS: readonly ThreadColumn[] = [
  {
    name: "connections",
    label: "connections",
    meaning: "Open streams of each thread; bars compare the threads",
    text: ({ connections }) => formatShortCount(connections),
    bar: (row, rows) => ofLargest(({ connections }) => connections, row, rows),
  },
  {
    name: "deliveries-per-second",
    label: "deliveries/s",
    meaning: "Deliveries of each thread in the last second; bars compare the threads",
    text: ({ deliveriesPerSecond }) => formatRate(deliveriesPerSecond),
    bar: (row, rows) => ofLargest(({ deliveriesPerSecond }) => deliveriesPerSecond, row, rows),
  },
  {
    name: "cpu",
    label: "CPU, %",
    meaning: "CPU time of each thread in the last second; a full bar is a whole core",
    text: ({ cpuShare }) => formatPercent(cpuShare),
    bar: ({ cpuShare = 0 }) => Math.min(1, cpuShare),
  },
  {
    name: "loop-lag",
    label: "loop lag max, ms",
    meaning: "Longest lag of each thread’s event loop in the last second",
    text: ({ eventLoopLagMs }) => formatMs(eventLoopLagMs ?? undefined),
  },
  {
    name: "canary",
    label: "canary max, ms",
    meaning: "Longest time of each thread’s probe events in the last second, end to end",
    text: ({ canaryMaxMs }) => formatMs(canaryMaxMs ?? undefined),
  },
];

/** Nothing with a single thread, whose figures are the hub's. */
export function ThreadTable({ view }: { readonly view: View }) {
  const { snapshot, cpuShares, streamState } = view.frame.value;
  if (snapshot === undefined || snapshot.threads.length < 2) return null;
  const rows = rowsOf(snapshot, cpuShares);
  return (
    <section class={streamState === "open" ? "plot threads" : "plot threads stale"}>
      <table>
        <caption class="for-readers">Threads that serve clients, in the last second</caption>
        <thead>
          <tr>
            <th scope="col">thread</th>
            {COLUMNS.map(({ name, label, meaning, bar }) => (
              <th key={name} scope="col" title={meaning} class={bar && "with-bar"}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} data-thread={index}>
              <th scope="row">{index}</th>
              {COLUMNS.map(({ name, text, bar }) => (
                <td key={name}>
                  {bar === undefined ? null : <Bar length={bar(row, rows)} />}
                  <span data-metric={`thread-${name}`}>{text(row)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function rowsOf({ threads }: StatsSnapshot, cpuShares: readonly (number | undefined)[]) {
  return threads.map((thread, index): ThreadRow => ({ ...thread, cpuShare: cpuShares[index] }));
}

function ofLargest(
  figure: (row: ThreadRow) => number,
  row: ThreadRow,
  rows: readonly ThreadRow[],
): number {
  const largest = Math.max(...rows.map(figure));
  return largest === 0 ? 0 : figure(row) / largest;
}

function Bar({ length }: { readonly length: number }) {
  return (
    <svg class="bar" aria-hidden="true">
      <rect width={`${length * 100}%`} height="100%" />
    </svg>
  );
}
