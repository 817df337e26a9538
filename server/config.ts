/** Parses flags and environment into one frozen `Config`. Pure: it reports every bad value at once and never exits. */

import { parseArgs } from "node:util";
import { MIN_RETRY_MS } from "#protocol";
import type { AddressCap } from "./hub/addresses.ts";
import type { Durability, Retention } from "./log/event-log.ts";
import { envName, ValueReader } from "./flag-values.ts";

export interface Config {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** An extra port that answers metrics and health checks for any Host; `undefined` for none. */
  readonly metricsPort: number | undefined;
  /** Host names to accept in addition to the loopback names and `host`. */
  readonly allowedHosts: readonly string[];
  /** Other sites whose pages may read and publish; the hub's own page always may. */
  readonly allowedOrigins: readonly string[];
  readonly maxConnections: number;
  readonly perAddress: AddressCap;
  /** Addresses and networks of proxies whose forwarded client address is trusted. */
  readonly trustedProxies: readonly string[];
  readonly maxBodyBytes: number;
  /** Where the SQLite log is; `undefined` for a log in memory. */
  readonly logPath: string | undefined;
  readonly durability: Durability;
  readonly retain: Retention;
  readonly window: { readonly maxCount: number; readonly maxBytes: number };
  readonly heartbeatMs: number;
  readonly retryMs: { readonly from: number; readonly to: number };
  /** A stream is closed once it has been full and taken nothing for this long. */
  readonly stallTimeoutMs: number;
  readonly drainMs: number;
  /** Waits for the previous process's log, and shares its port. */
  readonly isReusingPort: boolean;
  /** Compresses the streams of clients that accept it. */
  readonly isCompressing: boolean;
  /** Paths of the certificate chain and its key, as PEM; `undefined` for plain HTTP. */
  readonly tls: { readonly certPath: string; readonly keyPath: string } | undefined;
  /** Rebuilds the dashboard for each page load. */
  readonly isDev: boolean;
}

export type ConfigOutcome =
  | { readonly kind: "config"; readonly config: Config; readonly notices: readonly string[] }
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
  "metrics-port": {
    value: "N",
    fallback: "",
    about: "an extra port for /metrics and /health/*, which accepts any Host",
  },
  "allow-host": {
    value: "NAMES",
    fallback: "",
    about: "additional Host names to accept, comma-separated; '*' for any",
  },
  "allow-origin": {
    value: "ORIGINS",
    fallback: "",
    about: "other origins whose pages may use the hub, comma-separated; '*' for any",
  },
  "max-connections": {
    value: "N",
    fallback: "19000",
    about: "maximum number of open streams; further clients are told to retry",
  },
  "max-per-address": {
    value: "N",
    fallback: "1000",
    about: "maximum streams per address; loopback counts only if the flag is given",
  },
  "trust-proxy": {
    value: "ADDRESSES",
    fallback: "",
    about: "proxies whose forwarded client address is trusted, comma-separated",
  },
  "max-body": { value: "BYTES", fallback: "1048576", about: "maximum size of a publish body" },
  log: {
    value: "KIND",
    fallback: "sqlite:.streamgauge/log.db",
    about: "where events are kept: memory, or sqlite:PATH",
  },
  durability: {
    value: "MODE",
    fallback: "disk",
    about: "what an acknowledged event survives: disk (power loss), process (kill -9), memory",
  },
  "retain-events": {
    value: "N",
    fallback: "1000000",
    about: "maximum number of events kept for replay",
  },
  "retain-mb": { value: "MB", fallback: "256", about: "maximum size of the log" },
  "retain-hours": { value: "HOURS", fallback: "168", about: "maximum age of an event in the log" },
  "window-events": {
    value: "N",
    fallback: "10000",
    about: "maximum number of events kept encoded in memory",
  },
  "window-mb": { value: "MB", fallback: "64", about: "maximum memory for these events" },
  heartbeat: { value: "SECONDS", fallback: "15", about: "interval between heartbeats on a stream" },
  retry: {
    value: "FROM-TO",
    fallback: "1-3",
    about: "range from which each client's reconnection delay is drawn, in seconds",
  },
  "stall-timeout": {
    value: "SECONDS",
    fallback: "30",
    about: "close a stream that has been full and taken nothing for this long",
  },
  drain: {
    value: "SECONDS",
    fallback: "2",
    about: "time over which a shutdown closes the streams",
  },
  "tls-cert": { value: "FILE", fallback: "", about: "certificate chain (PEM): HTTPS with HTTP/2" },
  "tls-key": { value: "FILE", fallback: "", about: "the certificate's private key (PEM)" },
} as const satisfies Record<string, Flag>;

type FlagName = keyof typeof FLAGS;

const FLAG_NAMES = Object.keys(FLAGS).filter((name): name is FlagName => name in FLAGS);

/** Kubernetes sets variables to such addresses for a service of the same name: not the value of a flag. */
const SERVICE_LINK = /^(tcp|udp|sctp):\/\//;
/** Set by platforms that host twelve-factor applications. */
const COMMON_PORT = "PORT";

/** The idle timeout of a connection is 255 s at most, and a heartbeat must come well within it. */
const MAX_HEARTBEAT_S = 120;

/** Reads `argv` (without the program's own name) over `env`, over the defaults. */
export function readConfig(argv: readonly string[], env: Environment): ConfigOutcome {
  const faults: string[] = [];
  const flags = parseFlags(argv, faults);
  if (flags === undefined) return { kind: "faults", faults };
  if (flags.help === true) return { kind: "help", text: helpText() };
  const notices: string[] = [];
  const fromEnvironment = readEnvironment(env, notices);
  const given = (name: FlagName) => flags[name] ?? fromEnvironment(name);
  const reader = new ValueReader((name: FlagName) => given(name) ?? FLAGS[name].fallback, faults);
  const config = configFrom(reader, {
    isDev: flags.dev === true,
    isReusingPort: flags["reuse-port"] === true,
    isCompressing: flags.compress === true,
    countsLoopback: given("max-per-address") !== undefined,
  });
  return faults.length > 0 ? { kind: "faults", faults } : { kind: "config", config, notices };
}

/** Reads the variable of each flag. Empty ones are ignored, and so are those that Kubernetes set, with a notice. */
function readEnvironment(env: Environment, notices: string[]) {
  const valueOf = (variable: string): string | undefined => {
    const value = env[variable]?.trim() ?? "";
    if (!SERVICE_LINK.test(value)) return value === "" ? undefined : value;
    notices.push(`${variable} is ${value}, a Kubernetes service link: ignored`);
    return undefined;
  };
  const values = new Map(FLAG_NAMES.map((name) => [name, valueOf(envName(name))]));
  const commonPort = valueOf(COMMON_PORT);
  return (name: FlagName) => values.get(name) ?? (name === "port" ? commonPort : undefined);
}

type Environment = Readonly<Record<string, string | undefined>>;

function parseFlags(argv: readonly string[], faults: string[]) {
  const string = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        host: string,
        port: string,
        "metrics-port": string,
        "allow-host": string,
        "allow-origin": string,
        "max-connections": string,
        "max-body": string,
        "max-per-address": string,
        "trust-proxy": string,
        log: string,
        durability: string,
        "retain-events": string,
        "retain-mb": string,
        "retain-hours": string,
        "window-events": string,
        "window-mb": string,
        heartbeat: string,
        retry: string,
        "stall-timeout": string,
        drain: string,
        "tls-cert": string,
        "tls-key": string,
        "reuse-port": { type: "boolean" },
        compress: { type: "boolean" },
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

/** Booleans: no value of them is invalid. */
interface Switches {
  readonly isDev: boolean;
  readonly isReusingPort: boolean;
  readonly isCompressing: boolean;
  readonly countsLoopback: boolean;
}

function configFrom(read: ValueReader<FlagName>, switches: Switches): Config {
  const { countsLoopback, ...isTrue } = switches;
  const megabyte = 1024 * 1024;
  return Object.freeze({
    host: read.word("host"),
    port: read.whole("port", 0, 65_535),
    metricsPort: read.optionalWhole("metrics-port", 0, 65_535),
    allowedHosts: read.list("allow-host"),
    allowedOrigins: read.origins("allow-origin"),
    maxConnections: read.whole("max-connections", 1, 1_000_000),
    maxBodyBytes: read.whole("max-body", 1, 64 * megabyte),
    perAddress: { maxStreams: read.whole("max-per-address", 1, 1_000_000), countsLoopback },
    trustedProxies: read.networks("trust-proxy"),
    logPath: read.schemeOrWord("log", "sqlite", "memory"),
    durability: read.oneOf("durability", ["disk", "process", "memory"]),
    retain: {
      maxCount: read.whole("retain-events", 1, 10_000_000),
      maxBytes: read.whole("retain-mb", 1, 1_000_000) * megabyte,
      maxAgeMs: read.whole("retain-hours", 1, 1_000_000) * 3_600_000,
    },
    window: {
      maxCount: read.whole("window-events", 1, 10_000_000),
      maxBytes: read.whole("window-mb", 1, 1_000_000) * megabyte,
    },
    heartbeatMs: read.seconds("heartbeat", 0.1, MAX_HEARTBEAT_S),
    retryMs: read.secondsRange("retry", MIN_RETRY_MS / 1000),
    stallTimeoutMs: read.seconds("stall-timeout", 0.1, 3600),
    drainMs: read.seconds("drain", 0, 600),
    tls: readTls(read),
    ...isTrue,
  });
}

function readTls(read: ValueReader<FlagName>): Config["tls"] {
  const certPath = read.optionalPath("tls-cert");
  const keyPath = read.optionalPath("tls-key");
  if (certPath !== undefined && keyPath !== undefined) return { certPath, keyPath };
  if (certPath !== undefined || keyPath !== undefined) {
    read.refuse("--tls-cert and --tls-key: expected both or neither");
  }
  return undefined;
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
    `  ${"--reuse-port".padEnd(24)} take over from a running hub: wait for its log, share its port`,
    `  ${"--compress".padEnd(24)} gzip the streams of clients that accept it`,
    `  ${"--dev".padEnd(24)} rebuild the dashboard for each page load`,
    `  ${"--help".padEnd(24)} show this help`,
    "",
    `Flags with a value can also be set in the environment: --max-body as ${envName("max-body")},`,
    `--port also as ${COMMON_PORT}. Empty variables are ignored.`,
  ].join("\n");
}
