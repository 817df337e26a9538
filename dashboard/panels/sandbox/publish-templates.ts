/** Events to begin with. A template fills in data and type; the topic stays. */

import type { PublishForm } from "../../feed/hub-api.ts";

export interface Template {
  readonly name: string;
  readonly label: string;
  /** `nowMs` is the time of day, in ms since 1970. */
  readonly fill: (nowMs: number) => Omit<PublishForm, "topic">;
}

const WORDS = "The river rises by a hand a day. ";

export const TEMPLATES: readonly Template[] = [
  { name: "text", label: "Text", fill: () => ({ type: "", data: "Hello" }) },
  {
    name: "order",
    label: "JSON order",
    fill: () => ({ type: "order", data: pretty({ order: 1001, state: "paid", total: 24.5 }) }),
  },
  {
    name: "timestamp",
    label: "JSON with timestamp",
    fill: (nowMs) => ({
      type: "reading",
      data: pretty({ at: new Date(nowMs).toISOString(), level: 1.42 }),
    }),
  },
  { name: "1kb", label: "1 kB of text", fill: () => ({ type: "", data: textOf(1_000) }) },
  { name: "64kb", label: "64 kB of text", fill: () => ({ type: "", data: textOf(64_000) }) },
];

/** One byte a character. */
function textOf(bytes: number): string {
  return WORDS.repeat(Math.ceil(bytes / WORDS.length)).slice(0, bytes);
}

function pretty(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
