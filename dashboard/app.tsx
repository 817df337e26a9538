/** The window: header, navigation, panels, status bar, and what opens over them. */

import type { Signal } from "@preact/signals";
import type { BenchRun, BenchRunSnapshot } from "./bench-run.ts";
import type { Alarms, AlarmsSnapshot } from "./alarms.ts";
import { AlarmsPanel } from "./panels/alarms.tsx";
import { BenchPanel } from "./panels/bench.tsx";
import { Header } from "./panels/header.tsx";
import { Help } from "./panels/help.tsx";
import { HubPanel } from "./panels/hub.tsx";
import { LivePanel } from "./panels/live.tsx";
import { Navigation } from "./panels/navigation.tsx";
import { Palette } from "./panels/palette.tsx";
import { SandboxPanel } from "./panels/sandbox.tsx";
import { StatusBar } from "./panels/status-bar.tsx";
import { ToastLine } from "./panels/toast.tsx";
import { StreamsPanel } from "./panels/streams.tsx";
import { TopicsPanel } from "./panels/topics.tsx";
import type { Past } from "./past.ts";
import type { SandboxSession, SandboxSnapshot } from "./sandbox-session.ts";
import type { StreamsSession } from "./streams-session.ts";
import type { TraceSession, TraceSnapshot } from "./trace-session.ts";
import { TracePanel } from "./panels/trace.tsx";
import type { TopicsWatch } from "./topics-watch.ts";
import type { View } from "./view.ts";

export interface AppProps {
  readonly view: View;
  readonly past: Past;
  readonly topics: TopicsWatch;
  readonly session: SandboxSession;
  readonly sandbox: Signal<SandboxSnapshot>;
  readonly benchRun: BenchRun;
  readonly bench: Signal<BenchRunSnapshot>;
  readonly alarms: Alarms;
  readonly shownAlarms: Signal<AlarmsSnapshot>;
  readonly streams: StreamsSession;
  readonly traceSession: TraceSession;
  readonly trace: Signal<TraceSnapshot>;
}

export function App(props: AppProps) {
  const { view, past, topics, session, sandbox, benchRun, bench } = props;
  const { alarms, shownAlarms, streams, traceSession, trace } = props;
  return (
    <>
      <Header view={view} />
      <Navigation view={view} />
      <main>
        <LivePanel
          view={view}
          past={past}
          ownStreams={() => session.streams + traceSession.streams}
        />
        <TopicsPanel view={view} topics={topics} />
        <SandboxPanel view={view} session={session} sandbox={sandbox} />
        <BenchPanel view={view} past={benchRun.store} run={bench} />
        <HubPanel view={view} past={past} />
        <AlarmsPanel view={view} alarms={alarms} shown={shownAlarms} />
        <StreamsPanel view={view} session={streams} />
        <TracePanel view={view} session={traceSession} trace={trace} />
      </main>
      <StatusBar view={view} alarms={shownAlarms} />
      <Help isOpen={view.isHelpOpen} />
      <Palette program={{ view, session, traceSession, streams }} />
      <ToastLine />
    </>
  );
}
