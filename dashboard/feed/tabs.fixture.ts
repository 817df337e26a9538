/**
 * The tabs of an imaginary browser, for tests: messages arrive at once, and the lead passes on like a Web Lock. A tab
 * can crash, or hang and wake; only the test moves the clock.
 */

import { SharedSource } from "./shared-source.ts";
import { type FakeSource, fakeSources } from "./source.fixture.ts";
import type { Phase, TabListener, Tabs, TabWord } from "./tabs.ts";

export class FakeBrowser {
  nowMs = 1_000_000;
  readonly tabs: FakeTab[] = [];
  /** Every EventSource of any tab, oldest first. */
  readonly sources = fakeSources();
  /** The first one leads, the others wait. */
  readonly #line: FakeTab[] = [];

  openTab(): FakeTab {
    const tab = new FakeTab(this);
    this.tabs.push(tab);
    tab.source.join();
    return tab;
  }

  /** Streams open at the hub. */
  get openStreams(): readonly FakeSource[] {
    return this.sources.opened.filter(({ readyState }) => readyState !== 2);
  }

  /** Lets a second pass and runs each tab's timer. */
  passSecond(): void {
    this.nowMs += 1_000;
    for (const tab of this.tabs) tab.run(() => tab.source.watch());
  }

  say(from: FakeTab, word: TabWord): void {
    for (const tab of this.tabs) {
      if (tab !== from) tab.run(() => tab.listener?.onWord(word));
    }
  }

  seekLead(tab: FakeTab, isForced: boolean): void {
    this.standBack(tab, false);
    const [deposed] = this.#line;
    if (!isForced) this.#line.push(tab);
    else this.#line.splice(0, 1, tab);
    if (isForced) deposed?.run(() => deposed.listener?.onDeposed());
    if (this.#line[0] === tab) tab.run(() => tab.listener?.onLead());
  }

  standBack(tab: FakeTab, isNextCalled = true): void {
    const at = this.#line.indexOf(tab);
    if (at < 0) return;
    this.#line.splice(at, 1);
    const [next] = this.#line;
    if (at === 0 && isNextCalled) next?.run(() => next.listener?.onLead());
  }
}

export class FakeTab {
  readonly source: SharedSource;
  readonly phases: Phase[] = [];
  /** The data of each event. */
  readonly seen: string[] = [];
  listener: TabListener | undefined;
  readonly #browser: FakeBrowser;
  /** Deferred until a hanging tab wakes. */
  #held: (() => void)[] | undefined;

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
    this.source = new SharedSource({
      url: (lastEventId) => `/events?after=${lastEventId}`,
      types: ["stats", "bench"],
      nowMs: () => browser.nowMs,
      onPhase: (phase) => this.phases.push(phase),
      onEvent: ({ data }) => this.seen.push(data),
      open: browser.sources.open,
      openTabs: (listener) => this.#open(listener),
    });
  }

  get phase(): Phase | undefined {
    return this.phases.at(-1);
  }

  /** Runs something in this tab, as soon as the tab can run. */
  run(work: () => void): void {
    if (this.#held === undefined) work();
    else this.#held.push(work);
  }

  /** The tab sends nothing; its connections break. */
  crashes(stream?: FakeSource): void {
    this.listener = undefined;
    stream?.close();
    this.#browser.tabs.splice(this.#browser.tabs.indexOf(this), 1);
    this.#browser.standBack(this);
  }

  hangs(): void {
    this.#held = [];
  }

  wakes(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const work of held) work();
  }

  #open(listener: TabListener): Tabs {
    const browser = this.#browser;
    this.listener = listener;
    return {
      say: (word) => browser.say(this, word),
      seekLead: (isForced) => browser.seekLead(this, isForced),
      close: () => {
        this.listener = undefined;
        browser.standBack(this);
      },
    };
  }
}
