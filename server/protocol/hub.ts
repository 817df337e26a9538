/** What a hub is, as `GET /hub` tells it: its version, the flags in force, and its log. */

/** A flag with the value in force. */
export interface Setting {
  readonly flag: string;
  /** As on the command line; `null` for a flag without a value that is not given. */
  readonly value: string | null;
  /** It was given, on the command line or in the environment; otherwise the value is the default. */
  readonly isGiven: boolean;
  /** What the flag is for. */
  readonly about: string;
}

export interface HubDescription {
  readonly version: string;
  /** What it runs on, such as `Bun 1.4.5 on linux`. */
  readonly runtime: string;
  /** The hub's clock, in ms since 1970. */
  readonly startedAtMs: number;
  readonly threads: number;
  readonly settings: readonly Setting[];
  readonly log: {
    /** `memory` or `sqlite`. */
    readonly kind: string;
    readonly epoch: string;
    /** Positions of the oldest and newest event that it holds; `tail` is `head + 1` if it holds none. */
    readonly tail: number;
    readonly head: number;
    /** Of memory or of the disk; `null` if the system does not say. */
    readonly bytes: number | null;
  };
}
