/** Flags and environment to one frozen `Config`. Pure: it reports every bad value at once and exits nowhere. */

import { parseArgs } from "node:util";

export interface Config {
  readonly host: string;
  /** 0 lets the system choose one. */
  readonly port: number;
  /** Host names that requests may carry beside the loopback names and `host`. */
  readonly allowedHosts: readonly string[];
  /** Origins of other sites whose pages may read and publish; the hub's own page always may. */
  readonly allowedOrigins: readonly string[];
  readonly maxConnections: number;
  readonly maxBodyBytes: number;
  readonly retain: { readonly maxCount: number; readonly maxBytes: number };
  readonly window: { readonly maxCount: number; readonly maxBytes: number };
  readonly heartbeatMs: number;
  readonly retryMs: { readonly from: number; readonly to: number };
  readonly drainMs: number;
  /** Bundles the dashboard anew for each page load. */
  readonly isDev: boolean;
}

export type ConfigOutcome =
  | { readonly kind: "config"; readonly config: Config }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

interface Flag {
  readonly value: string;
  readonly fallback: string;
  readonly about: string;
}

const FLAGS = {
  host: { value: "ADDRESS", fallback: "127.0.0.1", about: "address to listen on" },
  port: { value: "N", fallback: "3000", about: "port to listen on; 0 lets the system choose" },
  "allow-host": {
    value: "NAMES",
    fallback: "",
    about: "more Host names to answer to, with commas between; '*' for any",
  },
  "allow-origin": {
    value: "ORIGINS",
    fallback: "",
    about: "other sites whose pages may use the hub, with commas between",
  },
  "max-connections": { value: "N", fallback: "19000", about: "streams open at once; more get 503" },
  "max-body": { value: "BYTES", fallback: "1048576", about: "largest body of a publish" },
  "retain-events": { value: "N", fallback: "100000", about: "events kept for replay, at most" },
  "retain-mb": { value: "MB", fallback: "256", about: "memory for them, at most" },
  "window-events": { value: "N", fallback: "10000", about: "newest events kept encoded, at most" },
  "window-mb": { value: "MB", fallback: "64", about: "memory for them, at most" },
  heartbeat: { value: "SECONDS", fallback: "15", about: "time between comments on a stream" },
  retry: {
    value: "FROM-TO",
    fallback: "1-3",
    about: "seconds a client waits before it reconnects, drawn anew for each",
  },
  drain: { value: "SECONDS", fallback: "2", about: "time over which a shutdown ends the streams" },
} as const satisfies Record<string, Flag>;

type FlagName = keyof typeof FLAGS;

const FLAG_NAMES = Object.keys(FLAGS).filter((name): name is FlagName => name in FLAGS);

/** The idle timeout of a connection is 255 s at most, and a heartbeat must come well before it. */
const MAX_HEARTBEAT_S = 120;

/** Reads `argv` (without the program's own name) over `env`, over the defaults. */
export function readConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ConfigOutcome {
  const faults: string[] = [];
  const flags = parseFlags(argv, faults);
  if (flags === undefined) return { kind: "faults", faults };
  if (flags.help === true) return { kind: "help", text: helpText() };
  const text = (name: FlagName) => flags[name] ?? env[envName(name)] ?? FLAGS[name].fallback;
  const reader = new ValueReader(text, faults);
  const config = configFrom(reader, flags.dev === true);
  return faults.length > 0 ? { kind: "faults", faults } : { kind: "config", config };
}

function parseFlags(argv: readonly string[], faults: string[]) {
  const string = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        host: string,
        port: string,
        "allow-host": string,
        "allow-origin": string,
        "max-connections": string,
        "max-body": string,
        "retain-events": string,
        "retain-mb": string,
        "window-events": string,
        "window-mb": string,
        heartbeat: string,
        retry: string,
        drain: string,
        dev: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function configFrom(read: ValueReader, isDev: boolean): Config {
  const megabyte = 1024 * 1024;
  return Object.freeze({
    host: read.word("host"),
    port: read.whole("port", 0, 65_535),
    allowedHosts: read.list("allow-host"),
    allowedOrigins: read.list("allow-origin"),
    maxConnections: read.whole("max-connections", 1, 1_000_000),
    maxBodyBytes: read.whole("max-body", 1, 64 * megabyte),
    retain: {
      maxCount: read.whole("retain-events", 1, 10_000_000),
      maxBytes: read.whole("retain-mb", 1, 1_000_000) * megabyte,
    },
    window: {
      maxCount: read.whole("window-events", 1, 10_000_000),
      maxBytes: read.whole("window-mb", 1, 1_000_000) * megabyte,
    },
    heartbeatMs: read.seconds("heartbeat", 0.1, MAX_HEARTBEAT_S),
    retryMs: read.secondsRange("retry"),
    drainMs: read.seconds("drain", 0, 600),
    isDev,
  });
}

/** Reads one value after the other, and notes each that is wrong. */
class ValueReader {
  readonly #text: (name: FlagName) => string;
  readonly #faults: string[];

  constructor(text: (name: FlagName) => string, faults: string[]) {
    this.#text = text;
    this.#faults = faults;
  }

  word(name: FlagName): string {
    const text = this.#text(name).trim();
    if (text === "" || /\s/.test(text)) this.#fault(name, "one word");
    return text;
  }

  list(name: FlagName): readonly string[] {
    const words = this.#text(name).split(",");
    return words.map((word) => word.trim()).filter((word) => word !== "");
  }

  whole(name: FlagName, min: number, max: number): number {
    const text = this.#text(name);
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) this.#fault(name, `a whole number from ${min} to ${max}`);
    return value;
  }

  /** In ms. */
  seconds(name: FlagName, min: number, max: number): number {
    const value = readSeconds(this.#text(name));
    if (!(value >= min && value <= max)) this.#fault(name, `seconds from ${min} to ${max}`);
    return value * 1000;
  }

  /** In ms. */
  secondsRange(name: FlagName): { readonly from: number; readonly to: number } {
    const [from = Number.NaN, to = Number.NaN, more] = this.#text(name).split("-").map(readSeconds);
    if (!(from <= to) || more !== undefined) {
      this.#fault(name, "two numbers of seconds, the smaller first, such as 1-3");
    }
    return { from: from * 1000, to: to * 1000 };
  }

  #fault(name: FlagName, expected: string): void {
    const got = JSON.stringify(this.#text(name));
    this.#faults.push(`--${name} (or ${envName(name)}) is ${got}: expected ${expected}`);
  }
}

function readSeconds(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function envName(name: FlagName): string {
  return `STREAMGAUGE_${name.replaceAll("-", "_").toUpperCase()}`;
}

function helpText(): string {
  const lines = FLAG_NAMES.map((name) => {
    const { value, fallback, about } = FLAGS[name];
    const shown = fallback === "" ? "" : ` (default ${fallback})`;
    return `  ${`--${name} ${value}`.padEnd(24)} ${about}${shown}`;
  });
  return [
    "Streamgauge: a Server-Sent Events notification hub that measures itself.",
    "",
    "Usage: bun run start [flags], or bun run dev [flags]",
    "",
    ...lines,
    `  ${"--dev".padEnd(24)} bundle the dashboard anew for each page load`,
    `  ${"--help".padEnd(24)} this text`,
    "",
    `Each flag but the last two may be given in the environment: --max-body as ${envName("max-body")}.`,
  ].join("\n");
}
