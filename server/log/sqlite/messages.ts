/** Messages between the hub's thread and the log's writer. */

import type { Appended, LogBounds } from "../event-log.ts";
import type { WriterOptions } from "./writer.ts";

/**
 * `draftsJson` is JSON because passing one string to a thread costs less than cloning the drafts object by object.
 */
export type ToWriter =
  | { readonly kind: "open"; readonly options: WriterOptions }
  | { readonly kind: "append"; readonly draftsJson: string }
  | { readonly kind: "close" };

/** `rescues` counts how often the file was rewritten; the reader must then reopen it. */
export type FromWriter =
  | { readonly kind: "opened"; readonly epoch: string; readonly bounds: LogBounds }
  | ({ readonly kind: "appended"; readonly rescues: number } & Appended)
  | { readonly kind: "retained"; readonly tail: number }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "closed" };
