/** All that an examination saw: data only. The checks are pure functions of it. */

import type { StreamEvent } from "../client/index.ts";
import type { Finding } from "./finding.ts";
import type { Answer, Recording } from "./recording.ts";

/** How long things may take before they count as not happening, in ms. */
export interface Patience {
  /** A response's head. */
  readonly headMs: number;
  /** An event, from its publish to its arrival. */
  readonly eventMs: number;
  /** Something on a quiet stream. */
  readonly heartbeatMs: number;
}

export const PATIENCE: Patience = {
  headMs: 3_000,
  eventMs: 2_000,
  // [spec] Authors can include a comment line (one starting with a ':' character) every 15 seconds or so.
  heartbeatMs: 15_000,
};

/** An event that the doctor published. */
export interface Published {
  /** Its data holds this text, and no other event's does. */
  readonly mark: string;
  readonly data: string;
  readonly sentAtMs: number;
  /** When the watched stream brought it; undefined when it did not in time. */
  readonly arrivedAtMs: number | undefined;
}

/** What publishing brought to light. */
export interface Publishing {
  /** One after the other, each sent when the last had come or was given up. */
  readonly single: readonly Published[];
  /** What was sent after a single event that did not come by itself, and whether it then came. */
  readonly filler: { readonly bytes: number; readonly hasHelped: boolean } | undefined;
  /** One event whose data has line ends and what looks like fields; undefined when it was not sent. */
  readonly multiLine: Published | undefined;
  /** What the publish address refused with, in words. */
  readonly refusal: string | undefined;
}

/** A stream that was cut and resumed, beside one that was not. */
export type Resumption =
  | { readonly kind: "unknown"; readonly reason: string }
  | {
      readonly kind: "resumed";
      /** The id it asked to go on from. */
      readonly lastEventId: string;
      /** Ids that it had before the cut. */
      readonly before: readonly string[];
      /** What the uncut stream got meanwhile. */
      readonly missed: readonly StreamEvent[];
      /** What the resumed stream brought. */
      readonly after: readonly StreamEvent[];
    };

/** The answer to a CORS preflight that asks for Last-Event-ID. */
export interface Preflight {
  readonly status: number;
  readonly allowedOrigin: string;
  readonly allowedHeaders: string;
}

export interface Observations {
  readonly isSecure: boolean;
  readonly patience: Patience;
  /** The watched stream. */
  readonly plain: Recording;
  /** The same, asked for with compression as browsers do. */
  readonly compressed: Recording;
  /** The same, asked for by a page of `origin`. */
  readonly foreign: Recording;
  readonly origin: string;
  /** Whether that page was named as one which must be able to read. */
  readonly isOriginWanted: boolean;
  /** Undefined when it was not sent or not answered. */
  readonly preflight: Preflight | undefined;
  /** What TLS agreed to speak; undefined without TLS, or when that is not known. */
  readonly protocol: string | undefined;
  /** Undefined where nothing can be published. */
  readonly publishing: Publishing | undefined;
  readonly resumption: Resumption;
  /** Reconnection times that all connections were told, one each, in ms. */
  readonly retries: readonly (number | undefined)[];
  /** The time in which the doctor itself let the stream be. */
  readonly quiet: { readonly fromMs: number; readonly toMs: number };
}

/** One question: what it finds in what was seen. Empty when there was nothing to look at. */
export type Check = (seen: Observations) => readonly Finding[];

/** A check that needs no more than the answer's head. */
export type HeadCheck = (seen: { readonly plain: Answer }) => readonly Finding[];
