/** The window: header, navigation, panels, status bar, and the help dialog. */

import type { Signal } from "@preact/signals";
import type { BenchRun, BenchRunSnapshot } from "./bench-run.ts";
import { BenchPanel } from "./panels/bench.tsx";
import { Header } from "./panels/header.tsx";
import { Help } from "./panels/help.tsx";
import { HubPanel } from "./panels/hub.tsx";
import { LivePanel } from "./panels/live.tsx";
import { Navigation } from "./panels/navigation.tsx";
import { SandboxPanel } from "./panels/sandbox.tsx";
import { StatusBar } from "./panels/status-bar.tsx";
import type { Past } from "./past.ts";
import type { SandboxSession, SandboxSnapshot } from "./sandbox-session.ts";
import type { View } from "./view.ts";

export interface AppProps {
  readonly view: View;
  readonly past: Past;
  readonly session: SandboxSession;
  readonly sandbox: Signal<SandboxSnapshot>;
  readonly benchRun: BenchRun;
  readonly bench: Signal<BenchRunSnapshot>;
}

export function App({ view, past, session, sandbox, benchRun, bench }: AppProps) {
  return (
    <>
      <Header view={view} />
      <Navigation view={view} />
      <main>
        <LivePanel view={view} past={past} ownStreams={() => session.streams} />
        <SandboxPanel view={view} session={session} sandbox={sandbox} />
        <BenchPanel view={view} past={benchRun.store} run={bench} />
        <HubPanel view={view} past={past} />
      </main>
      <StatusBar view={view} />
      <Help isOpen={view.isHelpOpen} />
    </>
  );
}
