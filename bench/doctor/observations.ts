/** All observations of an examination, as data. The checks are pure functions of it. */

import type { StreamEvent } from "../client/index.ts";
import type { CheckResult } from "./check-result.ts";
import type { Answer, Arrival, Recording } from "./recording.ts";

/** How long to wait before something counts as missing, in ms. */
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
  /** Text that only this event's data contains. */
  readonly mark: string;
  readonly data: string;
  readonly sentAtMs: number;
  /** When the publish address answered. */
  readonly answeredAtMs: number;
  /** How the publish address refused it, in words; `undefined` if it accepted it. */
  readonly refusal: string | undefined;
  /** As it arrived on the watched stream; `undefined` if it did not in time. */
  readonly arrival: Arrival | undefined;
}

/** What the doctor's publishes showed. */
export interface Publishing {
  /** Sent one after the other, each after the last had arrived or timed out. */
  readonly single: readonly Published[];
  /** What was sent after a single event that did not arrive by itself, and whether it then arrived. */
  readonly filler: { readonly bytes: number; readonly hasHelped: boolean } | undefined;
  /** One event whose data has line ends and text that looks like fields; `undefined` if it was not sent. */
  readonly multiLine: Published | undefined;
  /** How the publish address refused a single event, in words. */
  readonly refusal: string | undefined;
}

/** A stream that was cut and resumed, compared with one that was not. */
export type Resumption =
  | { readonly kind: "unknown"; readonly reason: string }
  | {
      readonly kind: "resumed";
      /** The id it resumed from. */
      readonly lastEventId: string;
      /** The events with ids that it had before the cut. */
      readonly before: readonly StreamEvent[];
      /** Those that the uncut stream received meanwhile. */
      readonly missed: readonly StreamEvent[];
      /** Those that the resumed stream received. */
      readonly after: readonly StreamEvent[];
      /** Whether the resumed stream sent anything at all. */
      readonly isLive: boolean;
    };

/** The response to a CORS preflight for Last-Event-ID. */
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
  /** The same, requested with the encodings that browsers accept. */
  readonly compressed: Recording;
  /** The same, requested by a page of `origin`. */
  readonly foreign: Recording;
  readonly origin: string;
  /** Whether the user named that origin. */
  readonly isOriginWanted: boolean;
  /** `undefined` if it was not sent or not answered. */
  readonly preflight: Preflight | undefined;
  /** The protocol that TLS agreed on; `undefined` without TLS, or if unknown. */
  readonly protocol: string | undefined;
  /** `undefined` if the doctor cannot publish. */
  readonly publishing: Publishing | undefined;
  readonly resumption: Resumption;
  /** The reconnection time of each connection, in ms. */
  readonly retries: readonly (number | undefined)[];
  /** The time during which the doctor did not touch the stream. */
  readonly quiet: { readonly fromMs: number; readonly toMs: number };
}

/** One question about the observations. Returns no findings if there was nothing to examine. */
export type Check = (seen: Observations) => readonly CheckResult[];

/** A check that can do with the response's head. */
export type HeadCheck = (seen: {
  readonly plain: Answer;
  readonly publishing?: Publishing | undefined;
}) => readonly CheckResult[];
