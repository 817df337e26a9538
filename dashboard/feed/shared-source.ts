/**
 * One stream for all tabs of a browser. The leading tab holds the EventSource and passes on every event and change of
 * phase; when it goes, the next tab resumes the stream. Tabs listen only to the highest term, so a leader that was
 * deposed while it slept cannot cause duplicates.
 */

import { openBrowserTabs } from "./browser-tabs.ts";
import { ReopeningSource, type Source } from "./reopening-source.ts";
import type { OpenTabs, Phase, StreamEvent, Tabs, TabWord } from "./tabs.ts";

/** The leader passes on five canaries a second; after this long without one it is asked whether it is alive. */
export const QUIET_MS = 1_000;
/** A leader that does not answer within this time has hung. One that closed or crashed has already lost the lead. */
export const ANSWER_MS = 2_000;

export interface SharedSourceOptions {
  /** The URL that resumes after an id, or starts at the head if it is empty. */
  readonly url: (lastEventId: string) => string;
  readonly types: readonly string[];
  /** A clock that all tabs share, in ms since 1970. */
  readonly nowMs: () => number;
  /** Called when the phase changes. */
  readonly onPhase: (phase: Phase) => void;
  readonly onEvent: (event: StreamEvent) => void;
  readonly open?: (url: string) => Source;
  readonly openTabs?: OpenTabs;
}

export class SharedSource {
  readonly #options: SharedSourceOptions;
  #tabs: Tabs | undefined;
  /** Set while this tab leads. */
  #source: ReopeningSource | undefined;
  #term = 0;
  #phase: Phase = "connecting";
  #lastEventId = "";
  #heardAtMs = 0;
  #askedAtMs = 0;

  constructor(options: SharedSourceOptions) {
    this.#options = options;
  }

  /** This tab holds the stream. */
  get leads(): boolean {
    return this.#source !== undefined;
  }

  join(): void {
    if (this.#tabs !== undefined) return;
    const { openTabs = openBrowserTabs } = this.#options;
    this.#heardAtMs = 0;
    this.#tabs = openTabs({
      onWord: (word) => this.#hear(word),
      onLead: () => this.#lead(),
      onDeposed: () => this.#seekAgain(),
    });
    this.#ask();
    this.#tabs.seekLead(false);
  }

  /** Call before the page is frozen or closed: the next tab continues at once. */
  leave(): void {
    this.#closeSource();
    this.#tabs?.close();
    this.#tabs = undefined;
    this.#become("connecting");
  }

  /** Call every second: a quiet leader is asked, and replaced if it does not answer. */
  watch(): void {
    const nowMs = this.#options.nowMs();
    if (this.leads || nowMs - this.#heardAtMs < QUIET_MS) return;
    if (this.#heardAtMs >= this.#askedAtMs) this.#ask();
    else if (nowMs - this.#askedAtMs >= ANSWER_MS) {
      this.#askedAtMs = nowMs;
      this.#tabs?.seekLead(true);
    }
  }

  #ask(): void {
    this.#askedAtMs = this.#options.nowMs();
    this.#tabs?.say({ kind: "ask" });
  }

  #lead(): void {
    const { url, types, nowMs, open } = this.#options;
    this.#term = Math.max(this.#term + 1, nowMs());
    this.#tell("connecting");
    this.#source = new ReopeningSource({
      url: () => url(this.#lastEventId),
      types,
      onOpen: () => this.#tell("open"),
      onLost: () => this.#tell("lost"),
      onClosed: () => this.#tell("closed"),
      onEvent: (event) => this.#pass(event),
      ...(open === undefined ? {} : { open }),
    });
  }

  #tell(phase: Phase): void {
    this.#become(phase);
    this.#sayPhase();
  }

  #sayPhase(): void {
    const [term, phase, lastEventId] = [this.#term, this.#phase, this.#lastEventId];
    this.#tabs?.say({ kind: "phase", term, phase, lastEventId });
  }

  #pass({ type, data, lastEventId }: StreamEvent): void {
    const event = { type, data, lastEventId };
    this.#tabs?.say({ kind: "event", term: this.#term, ...event });
    this.#take(event);
  }

  #hear(word: TabWord): void {
    if (word.kind === "ask") {
      if (this.leads) this.#sayPhase();
      return;
    }
    if (word.term < this.#term) return;
    if (word.term > this.#term) this.#follow(word.term);
    this.#heardAtMs = this.#options.nowMs();
    if (word.kind === "event") return this.#take(word);
    this.#lastEventId = word.lastEventId;
    this.#become(word.phase);
  }

  #follow(term: number): void {
    this.#closeSource();
    this.#term = term;
    this.#become("connecting");
  }

  #seekAgain(): void {
    if (this.leads) {
      this.#closeSource();
      this.#become("connecting");
      this.#ask();
    }
    this.#tabs?.seekLead(false);
  }

  #take(event: StreamEvent): void {
    if (event.lastEventId !== "") this.#lastEventId = event.lastEventId;
    this.#options.onEvent(event);
  }

  #closeSource(): void {
    this.#source?.close();
    this.#source = undefined;
  }

  #become(phase: Phase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#options.onPhase(phase);
  }
}
