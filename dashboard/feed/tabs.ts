/**
 * How the tabs of one browser communicate: their messages about the shared stream, and the lead, which one tab has at
 * a time. `browser-tabs.ts` is the real implementation; an isolated tab leads.
 */

/** The shared stream's state, as its holder sees it; `lost` while the browser reconnects by itself. */
export type Phase = "connecting" | "lost" | "open" | "closed";

export interface StreamEvent {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
}

/** `term` numbers the leads; each new one is higher than all before. */
export type TabWord =
  | { readonly kind: "ask" }
  | {
      readonly kind: "phase";
      readonly term: number;
      readonly phase: Phase;
      /** The stream's last id so far, for the tab that has to resume it; empty before the first. */
      readonly lastEventId: string;
    }
  | ({ readonly kind: "event"; readonly term: number } & StreamEvent);

export interface Tabs {
  /** Sends to all other tabs, never to this one. */
  say(word: TabWord): void;
  /** Waits for the lead, or takes it from its holder by force. */
  seekLead(isForced: boolean): void;
  /** Gives up the lead, or the wait for it, and goes silent. */
  close(): void;
}

export interface TabListener {
  readonly onWord: (word: TabWord) => void;
  readonly onLead: () => void;
  /** Another tab took the lead by force. */
  readonly onDeposed: () => void;
}

export type OpenTabs = (listener: TabListener) => Tabs;

/** For browsers whose tabs cannot communicate: each tab leads itself. */
export function openAlone({ onLead }: TabListener): Tabs {
  return { say: () => {}, seekLead: onLead, close: () => {} };
}

/** Parses a message; `undefined` if it is not one of ours, since any page of this origin may use the channel. */
export function readWord(value: unknown): TabWord | undefined {
  return isWord(value) ? value : undefined;
}

function isWord(value: unknown): value is TabWord {
  if (typeof value !== "object" || value === null) return false;
  const field = (name: string): unknown => Reflect.get(value, name);
  const areStrings = (...names: readonly string[]) =>
    names.every((name) => typeof field(name) === "string");
  if (field("kind") === "ask") return true;
  if (typeof field("term") !== "number") return false;
  if (field("kind") === "event") return areStrings("type", "data", "lastEventId");
  return field("kind") === "phase" && isPhase(field("phase")) && areStrings("lastEventId");
}

function isPhase(value: unknown): value is Phase {
  return value === "connecting" || value === "lost" || value === "open" || value === "closed";
}
