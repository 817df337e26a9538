/** What the hub's thread and the log's writer say to each other. */

import type { Draft } from "#protocol";
import type { Appended, LogBounds } from "../event-log.ts";
import type { WriterOptions } from "./writer.ts";

/** Drafts as JSON: a text goes from thread to thread for less than what it says would, cloned object by object. */
export type DraftsText = string & { readonly [isDrafts]: true };
declare const isDrafts: unique symbol;

export function textOfDrafts(drafts: readonly Draft[]): DraftsText {
  return JSON.stringify(drafts) as DraftsText;
}

export function draftsOfText(text: DraftsText): readonly Draft[] {
  return JSON.parse(text);
}

export type ToWriter =
  | { readonly kind: "open"; readonly options: WriterOptions }
  | { readonly kind: "append"; readonly drafts: DraftsText }
  | { readonly kind: "close" };

/** `rescues` counts how often the file was written anew: what was opened before must be opened again. */
export type FromWriter =
  | { readonly kind: "opened"; readonly epoch: string; readonly bounds: LogBounds }
  | ({ readonly kind: "appended"; readonly rescues: number } & Appended)
  | { readonly kind: "retained"; readonly tail: number }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "closed" };
