/** The window: header, navigation, panels, status bar, and what opens over them. */

import type { Signal } from "@preact/signals";
import type { BenchRun, BenchRunSnapshot } from "./past/bench-run.ts";
import type { Alarms, AlarmsSnapshot } from "./past/alarms.ts";
import { AlarmsPanel } from "./panels/alarms/alarms.tsx";
import { BenchPanel } from "./panels/bench/bench.tsx";
import { Header } from "./window/header.tsx";
import { Help } from "./window/help.tsx";
import { HubPanel } from "./panels/hub/hub.tsx";
import { LivePanel } from "./panels/live/live.tsx";
import { Navigation } from "./window/navigation.tsx";
import { Palette } from "./window/palette.tsx";
import { SandboxPanel } from "./panels/sandbox/sandbox.tsx";
import { StatusBar } from "./window/status-bar.tsx";
import { ContextMenu } from "./components/context-menu.tsx";
import { ToastLine } from "./components/toast.tsx";
import { showStreamsWith } from "./panels/streams/stream-menu.ts";
import { traceTopics } from "./panels/trace/trace-topics.ts";
import { StreamsPanel } from "./panels/streams/streams.tsx";
import { TopicsPanel } from "./panels/topics/topics.tsx";
import type { Past } from "./past/past.ts";
import type { SandboxSession, SandboxSnapshot } from "./panels/sandbox/sandbox-session.ts";
import type { StreamsSession } from "./panels/streams/streams-session.ts";
import type { TraceSession, TraceSnapshot } from "./panels/trace/trace-session.ts";
import { TracePanel } from "./panels/trace/trace.tsx";
import type { TopicsWatch } from "./panels/topics/topics-watch.ts";
import type { View } from "./view/view.ts";

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
        <TopicsPanel
          view={view}
          topics={topics}
          onTrace={(topic) => traceTopics([topic], props)}
          onShowStreams={(topic) => showStreamsWith(topic, props)}
        />
        <SandboxPanel view={view} session={session} sandbox={sandbox} />
        <BenchPanel view={view} past={benchRun.store} run={bench} />
        <HubPanel view={view} past={past} />
        <AlarmsPanel view={view} alarms={alarms} shown={shownAlarms} />
        <StreamsPanel view={view} session={streams} />
        <TracePanel view={view} session={traceSession} trace={trace} />
        <ContextMenu />
      </main>
      <StatusBar view={view} alarms={shownAlarms} />
      <Help isOpen={view.isHelpOpen} />
      <Palette program={{ view, session, traceSession, streams }} />
      <ToastLine />
    </>
  );
}
