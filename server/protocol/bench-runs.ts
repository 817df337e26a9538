/** Runs of the bench that a page starts on a hub in development: what can be run, what runs, and what is kept. */

/** The name of the page's `<meta>` that holds the token. */
export const BENCH_TOKEN_META = "streamgauge-token";
/** The header that carries it in whatever starts, stops or compares runs. */
export const BENCH_TOKEN_HEADER = "x-streamgauge-token";

export const BENCH_OPTIONS = ["connections", "rate", "duration"] as const;
export type BenchOption = (typeof BENCH_OPTIONS)[number];

/** What an option may be: `connections` are clients, `rate` is per second, `duration` is in seconds. */
export interface BenchBounds {
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  readonly fallback: number;
}

export interface BenchOffer {
  readonly scenario: string;
  /** What it measures, in a few words. */
  readonly about: string;
  readonly options: readonly BenchOption[];
}

/** A run that is wanted; an option that is missing has its fallback. */
export interface BenchOrder extends Readonly<Partial<Record<BenchOption, number>>> {
  readonly scenario: string;
}

/** The run under way. */
export interface BenchRunning {
  /** The name its result will have. */
  readonly name: string;
  readonly order: BenchOrder;
  readonly startedAtMs: number;
  readonly isStopping: boolean;
}

/** A result that is kept, with the figures that tell it from others; `null` for one that it does not have. */
export interface KeptBenchResult {
  readonly name: string;
  readonly scenario: string;
  readonly startedAtMs: number;
  readonly isValid: boolean;
  /** Stopped before its end. */
  readonly isPartial: boolean;
  readonly connections: number | null;
  readonly rate: number | null;
  readonly durationS: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly lost: number | null;
  readonly hasReport: boolean;
}

/** What `GET /bench` answers. */
export interface BenchOverview {
  readonly offers: readonly BenchOffer[];
  readonly bounds: Readonly<Record<BenchOption, BenchBounds>>;
  readonly running: BenchRunning | null;
  /** Why the last run left no result. */
  readonly failure: string | null;
  /** The end of the bench's own log: of the run under way, or else of the last one. Empty before the first. */
  readonly log: string;
  /** Newest first. */
  readonly kept: readonly KeptBenchResult[];
}

/** What the bench's own comparison says of two results. */
export interface BenchVerdict {
  /**
   * `undecided`: more or longer runs would tell. `refused`: the two cannot be compared, and the text says why.
   */
  readonly kind: "passed" | "undecided" | "regressed" | "refused";
  readonly text: string;
}
