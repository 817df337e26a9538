/** The results of the bench that a hub in development keeps: opened, compared two at a time, run again. */

import { Fragment } from "preact";
import type { BenchOffer, BenchOrder, BenchOverview, KeptBenchResult } from "#protocol";
import { reportPath } from "./bench-api.ts";
import { ConsoleText } from "./console-text.tsx";
import { openContextMenu } from "../../components/context-menu.tsx";
import { keptEntries } from "./kept-menu.ts";
import type { BenchSession, ShownVerdict } from "./bench-session.ts";
import { visibleText } from "../../common/hidden-characters.ts";
import { Verbatim } from "../../components/verbatim.tsx";
import { copyAndTell } from "../../components/toasts.ts";
import type { View } from "../../view/view.ts";
import { formatCount, formatMoment, formatMs } from "../../common/format.ts";

export interface BenchKeptProps {
  readonly session: BenchSession;
  readonly overview: BenchOverview;
  readonly view: View;
}

export function BenchKept({ session, overview, view }: BenchKeptProps) {
  const { picked, isComparing } = session.state.value;
  const { pickedPair } = session;
  const { kept, offers, running } = overview;
  if (kept.length === 0) return null;
  return (
    <section class="bench-kept" aria-labelledby="bench-kept-title">
      <header>
        <h3 id="bench-kept-title">Kept results</h3>
        <button
          type="button"
          data-bench="compare"
          title="Pick two results: the newer one is judged beside the older"
          disabled={pickedPair === undefined || isComparing}
          onClick={() => (view.comparedRuns.value = pickedPair)}
        >
          {isComparing ? "Comparing…" : "Compare two"}
        </button>
      </header>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">Run</th>
            <th scope="col">p50, ms</th>
            <th scope="col">p99, ms</th>
            <th scope="col">Lost</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {kept.map((result) => (
            <KeptRow
              key={result.name}
              result={result}
              isPicked={picked.includes(result.name)}
              again={running === null ? againOf(result, offers) : undefined}
              session={session}
              view={view}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface KeptRowProps {
  readonly session: BenchSession;
  readonly view: View;
  readonly result: KeptBenchResult;
  readonly isPicked: boolean;
  /** The same run; `undefined` while it cannot be started. */
  readonly again: BenchOrder | undefined;
}

function KeptRow({ session, view, result, isPicked, again }: KeptRowProps) {
  const { name, scenario, startedAtMs, p50Ms, p99Ms, lost, hasReport } = result;
  const when = formatMoment(startedAtMs, Date.now());
  const which = `${visibleText(scenario)} of ${when}`;
  return (
    <tr
      data-bench-kept={name}
      onContextMenu={(event) =>
        openContextMenu(event, which, keptEntries(result, session, view, again))
      }
    >
      <td>
        <input
          type="checkbox"
          aria-label={`Compare ${which}`}
          checked={isPicked}
          onChange={({ currentTarget }) => session.pick(name, currentTarget.checked)}
        />
      </td>
      <th scope="row">
        <b>
          <Verbatim text={scenario} />
        </b>{" "}
        {loadOf(result).map((part, index, { length }) => (
          <Fragment key={part}>
            <span>{index < length - 1 ? `${part},` : part}</span>{" "}
          </Fragment>
        ))}
        <small>
          {when}, <State result={result} />
        </small>
      </th>
      <td>{formatMs(p50Ms ?? undefined)}</td>
      <td>{formatMs(p99Ms ?? undefined)}</td>
      <td>{formatCount(lost ?? undefined)}</td>
      <td>
        {hasReport ? (
          <a
            href={reportPath(name)}
            target="_blank"
            rel="noopener"
            aria-label={`Report of ${which}`}
          >
            Report
          </a>
        ) : null}
        <button
          type="button"
          aria-label={`Replay ${which}`}
          title="Show this run second by second"
          aria-pressed={view.replayedRun.value === name}
          data-bench="replay"
          onClick={() => (view.replayedRun.value = name)}
        >
          Replay
        </button>
        <button
          type="button"
          data-bench="again"
          aria-label={`Run ${which} again`}
          title="Start a run with the same options"
          disabled={again === undefined}
          onClick={() => void (again && session.start(again))}
        >
          Again
        </button>
      </td>
    </tr>
  );
}

function State({ result: { isValid, isPartial } }: { readonly result: KeptBenchResult }) {
  const valid = isValid ? "valid" : <span class="warning">not valid</span>;
  return (
    <>
      {valid}
      {isPartial ? ", stopped early" : null}
    </>
  );
}

function loadOf({ connections, rate, durationS, scenario }: KeptBenchResult): readonly string[] {
  const parts = [
    connections === null ? [] : [`${formatCount(connections)} clients`],
    rate === null || scenario === "publish" ? [] : [`${rate}/s`],
    durationS === null || scenario === "connect" ? [] : [`${durationS} s`],
  ];
  return parts.flat();
}

function againOf(result: KeptBenchResult, offers: readonly BenchOffer[]): BenchOrder | undefined {
  const offer = offers.find(({ scenario }) => scenario === result.scenario);
  if (offer === undefined) return undefined;
  const { connections, rate, durationS: duration } = result;
  const had = { connections, rate, duration };
  const chosen = offer.options.flatMap((option) => {
    const value = had[option];
    return value === null ? [] : [[option, value] as const];
  });
  return { scenario: offer.scenario, ...Object.fromEntries(chosen) };
}

/** A link may judge the older run beside the newer one. */
function verdictOf({ kind, first, second }: ShownVerdict): string {
  const judged = second.startedAtMs < first.startedAtMs ? "older" : "newer";
  const verdicts: Readonly<Record<ShownVerdict["kind"], string>> = {
    passed: `The ${judged} run is not worse`,
    undecided: `Undecided: the ${judged} run may be worse or not`,
    regressed: `The ${judged} run is worse`,
    refused: "These two cannot be compared",
  };
  return verdicts[kind];
}

export interface BenchVerdictProps {
  readonly session: BenchSession;
  readonly view: View;
}

export function BenchVerdictText({ session, view }: BenchVerdictProps) {
  const { verdict } = session.state.value;
  if (verdict === undefined) return null;
  const { kind, text, first, second } = verdict;
  const whenOf = ({ startedAtMs }: KeptBenchResult) => formatMoment(startedAtMs, Date.now());
  return (
    <section class="bench-verdict" data-bench-verdict={kind} aria-labelledby="bench-verdict-title">
      <header>
        <div>
          <h3 id="bench-verdict-title">{verdictOf(verdict)}</h3>
          <p>
            <Verbatim text={second.scenario} /> of {whenOf(second)}, beside{" "}
            <Verbatim text={first.scenario} /> of {whenOf(first)}
          </p>
        </div>
        <button
          type="button"
          onClick={() => void copyAndTell(location.href, "the link to this comparison")}
        >
          Copy link
        </button>
        <button
          type="button"
          data-bench="close-verdict"
          onClick={() => (view.comparedRuns.value = undefined)}
        >
          Close
        </button>
      </header>
      <pre tabIndex={0} aria-label="The bench’s comparison">
        <ConsoleText text={text} />
      </pre>
    </section>
  );
}
