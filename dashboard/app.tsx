/** The window: header, navigation, panels, status bar, and the help that opens over them. */

import type { Signal } from "@preact/signals";
import { Header } from "./panels/header.tsx";
import { Help } from "./panels/help.tsx";
import { LivePanel } from "./panels/live.tsx";
import { Navigation } from "./panels/navigation.tsx";
import { SandboxPanel } from "./panels/sandbox.tsx";
import { StatusBar } from "./panels/status-bar.tsx";
import type { SandboxSession, SandboxSnapshot } from "./sandbox-session.ts";
import type { SampleStore } from "./store.ts";
import type { View } from "./view.ts";

export interface AppProps {
  readonly view: View;
  readonly store: SampleStore;
  readonly session: SandboxSession;
  readonly sandbox: Signal<SandboxSnapshot>;
}

export function App({ view, store, session, sandbox }: AppProps) {
  return (
    <>
      <Header view={view} />
      <Navigation view={view} />
      <main>
        <LivePanel view={view} store={store} ownStreams={() => session.streams} />
        <SandboxPanel view={view} session={session} sandbox={sandbox} />
      </main>
      <StatusBar view={view} />
      <Help isOpen={view.isHelpOpen} />
    </>
  );
}
