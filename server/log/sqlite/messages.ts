/** What the hub's thread and the log's writer say to each other. */

import type { Appended, LogBounds } from "../event-log.ts";
import type { WriterOptions } from "./writer.ts";

/** `draftsJson` is drafts: a text goes from thread to thread for less than what it says would, cloned object by object. */
export type ToWriter =
  | { readonly kind: "open"; readonly options: WriterOptions }
  | { readonly kind: "append"; readonly draftsJson: string }
  | { readonly kind: "close" };

/** `rescues` counts how often the file was written anew: what was opened before must be opened again. */
export type FromWriter =
  | { readonly kind: "opened"; readonly epoch: string; readonly bounds: LogBounds }
  | ({ readonly kind: "appended"; readonly rescues: number } & Appended)
  | { readonly kind: "retained"; readonly tail: number }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "closed" };
