/** The part of the Bench panel that a hub in development adds: start, stop, and the results kept. */

import { useEffect } from "preact/hooks";
import type { View } from "../../view/view.ts";
import type { BenchSession } from "./bench-session.ts";
import { BenchKept, BenchVerdictText } from "./bench-kept.tsx";
import { ConsoleText } from "./console-text.tsx";
import { verbatim } from "../../components/verbatim.tsx";
import { BenchStart } from "./bench-start.tsx";

const REFRESH_MS = 1_000;

export interface BenchRunsProps {
  readonly session: BenchSession;
  readonly isShown: boolean;
  /** Changes when a run begins or ends, whoever started it. */
  readonly told: unknown;
}

export interface BenchResultsProps extends Pick<BenchRunsProps, "session"> {
  readonly view: View;
}

/** Above what the run says of itself. */
export function BenchControls({ session, isShown, told }: BenchRunsProps) {
  const { overview, refusal, fault } = session.state.value;
  useRefresh({ session, isShown, told });
  const trouble = refusal ?? fault ?? (overview?.running === null ? overview.failure : null);
  return (
    <>
      {overview === undefined ? null : <BenchStart session={session} overview={overview} />}
      {trouble === null ? null : (
        <p class="bench-trouble" role="alert" data-bench="trouble">
          {verbatim(trouble, true)}
        </p>
      )}
    </>
  );
}

/** Below it. */
export function BenchResults({ session, view }: BenchResultsProps) {
  const { overview } = session.state.value;
  return (
    <>
      <BenchVerdictText session={session} view={view} />
      {overview === undefined ? null : (
        <>
          <BenchLog log={overview.log} />
          <BenchKept session={session} overview={overview} view={view} />
        </>
      )}
    </>
  );
}

/** Of the run under way, or else of the last one. */
function BenchLog({ log }: { readonly log: string }) {
  if (log.trim() === "") return null;
  return (
    <details class="bench-log" data-bench="log">
      <summary>The bench’s log</summary>
      <pre tabIndex={0} aria-label="The end of the bench’s log">
        <ConsoleText text={log} />
      </pre>
    </details>
  );
}

/** Now, and once a second while a run is under way and somebody can see it. */
function useRefresh({ session, isShown, told }: BenchRunsProps): void {
  const isRunning = (session.state.value.overview?.running ?? null) !== null;
  useEffect(() => {
    if (isShown) void session.refresh();
  }, [session, isShown, told]);
  useEffect(() => {
    if (!isShown || !isRunning) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) void session.refresh();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [session, isShown, isRunning]);
}
