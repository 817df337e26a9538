/**
 * How the tabs of one browser reach each other: the words they say about the stream they share, and the
 * lead that one of them has at a time. `browser-tabs.ts` is the real thing; a tab that reaches nobody leads.
 */

/** How the shared stream is doing, as the tab that holds it sees it. */
export type Phase = "connecting" | "open" | "closed";

export interface StreamEvent {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
}

/** `term` numbers the leads: each new one is higher than all before it. */
export type TabWord =
  | { readonly kind: "ask" }
  | {
      readonly kind: "phase";
      readonly term: number;
      readonly phase: Phase;
      /** The stream's last id so far, for whoever has to resume it; empty before the first. */
      readonly lastEventId: string;
    }
  | ({ readonly kind: "event"; readonly term: number } & StreamEvent);

export interface Tabs {
  /** Reaches all other tabs, and never this one. */
  say(word: TabWord): void;
  /** Waits for the lead; by force it takes the lead from the tab that has it. */
  seekLead(isForced: boolean): void;
  /** Gives the lead up, or the wait for it, and is silent from then on. */
  close(): void;
}

export interface TabListener {
  readonly onWord: (word: TabWord) => void;
  readonly onLead: () => void;
  /** Another tab took the lead by force. */
  readonly onDeposed: () => void;
}

export type OpenTabs = (listener: TabListener) => Tabs;

/** For a browser where tabs cannot reach each other: each one leads, and nobody follows. */
export function openAlone({ onLead }: TabListener): Tabs {
  return { say: () => {}, seekLead: onLead, close: () => {} };
}

/** Any page of this origin may speak on the channel; `undefined` for what is no word of ours. */
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
  return value === "connecting" || value === "open" || value === "closed";
}
