/** Parses flags and environment into one frozen `Config`. Pure: it reports every bad value at once and never exits. */

import { commonLines, flagLine, type FlagValues, namesOf, readArguments, readValues } from "#flags";
import type { Setting } from "#protocol";
import type { AddressCap } from "./hub/caps.ts";
import { HUB_FLAGS } from "./hub-flags.ts";
import type { Durability, Retention } from "./log/event-log.ts";

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
  /** Whether that number was given to a hub with TLS, where streams over HTTP/2 share connections. */
  readonly isCapGivenForHttp2: boolean;
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
  /** How many threads serve clients. */
  readonly threads: number | "auto";
  /** Waits for the previous process's log, and shares its port. */
  readonly isReusingPort: boolean;
  /** Compresses the streams of clients that accept it. */
  readonly isCompressing: boolean;
  /** Paths of the certificate chain and its key, as PEM; `undefined` for plain HTTP. */
  readonly tls: { readonly certPath: string; readonly keyPath: string } | undefined;
  /** Rebuilds the dashboard for each page load, and lets it start runs of the bench where only this machine reaches it. */
  readonly isDev: boolean;
}

export type ConfigOutcome =
  | {
      readonly kind: "config";
      readonly config: Config;
      readonly settings: readonly Setting[];
      readonly notices: readonly string[];
    }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "version" }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

type FlagName = keyof typeof HUB_FLAGS;
type Values = FlagValues<typeof HUB_FLAGS>;
/** The text of each flag that is given, on the command line or in the environment. */
type Texts = ReadonlyMap<FlagName, readonly string[]>;

const FLAG_NAMES = namesOf<FlagName>(HUB_FLAGS);

/** Kubernetes sets variables to such addresses for a service of the same name: not the value of a flag. */
const SERVICE_LINK = /^(tcp|udp|sctp):\/\//;
/** Set by platforms that host twelve-factor applications. */
const COMMON_PORT = "PORT";

const MEGABYTE = 1024 * 1024;

/** Reads `argv` (without the program's own name) over `env`, over the defaults. */
export function readConfig(argv: readonly string[], env: Environment): ConfigOutcome {
  const faults: string[] = [];
  const given = readArguments<FlagName>(HUB_FLAGS, argv, faults);
  if (given.isHelp) return { kind: "help", text: helpText() };
  if (given.isVersion) return { kind: "version" };
  if (given.words.length > 0) {
    faults.push(`The hub takes flags only, not '${given.words.join(" ")}'`);
  }
  const notices: string[] = [];
  const texts = withoutEmpty(new Map([...readEnvironment(env, notices), ...given.texts]));
  const values = readValues(HUB_FLAGS, texts, faults, subject);
  if (texts.has("tls-cert") !== texts.has("tls-key")) {
    faults.push("--tls-cert and --tls-key: expected both or neither");
  }
  if (faults.length > 0) return { kind: "faults", faults };
  return { kind: "config", config: configOf(values, texts), settings: settingsOf(texts), notices };
}

/** Where files are on this machine is for whoever starts the hub to know. A path may hold line ends. */
const PATHS: ReadonlyMap<FlagName, RegExp> = new Map([
  ["log", /(?<=^sqlite:).+/s],
  ["tls-cert", /.+/s],
  ["tls-key", /.+/s],
]);

/** Every flag with the value in force, as text. */
function settingsOf(texts: Texts): Setting[] {
  return FLAG_NAMES.map((name) => {
    const flag = HUB_FLAGS[name];
    const given = texts.get(name)?.at(-1);
    const text = given ?? ("fallback" in flag ? flag.fallback : "");
    const path = PATHS.get(name);
    const shown = path === undefined ? text : text.replace(path, "…");
    const value = shown === "" ? null : shown;
    return { flag: name, value, isGiven: given !== undefined, about: flag.about };
  });
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the variable of each flag. Empty ones are ignored, and so are those that Kubernetes set, with a notice. */
function readEnvironment(env: Environment, notices: string[]): Map<FlagName, string[]> {
  const valueOf = (variable: string): string | undefined => {
    const value = env[variable]?.trim() ?? "";
    if (!SERVICE_LINK.test(value)) return value === "" ? undefined : value;
    notices.push(`${variable} is ${value}, a Kubernetes service link: ignored`);
    return undefined;
  };
  const texts = new Map<FlagName, string[]>();
  for (const name of FLAG_NAMES.filter((one) => "value" in HUB_FLAGS[one])) {
    const value = valueOf(envName(name));
    if (value !== undefined) texts.set(name, [value]);
  }
  const commonPort = valueOf(COMMON_PORT);
  if (commonPort !== undefined && !texts.has("port")) texts.set("port", [commonPort]);
  return texts;
}

/** An empty text unsets a flag that has no default. */
function withoutEmpty(texts: Texts): Texts {
  const isNone = (name: FlagName, given: readonly string[]) =>
    "value" in HUB_FLAGS[name] && !("fallback" in HUB_FLAGS[name]) && given.at(-1) === "";
  return new Map([...texts].filter(([name, given]) => !isNone(name, given)));
}

function configOf(values: Values, texts: Texts): Config {
  const { log, retry, "tls-cert": certPath, "tls-key": keyPath } = values;
  return Object.freeze({
    host: values.host,
    port: values.port,
    metricsPort: values["metrics-port"],
    allowedHosts: values["allow-host"] ?? [],
    allowedOrigins: values["allow-origin"] ?? [],
    maxConnections: values["max-connections"],
    isCapGivenForHttp2: certPath !== undefined && texts.has("max-connections"),
    maxBodyBytes: values["max-body"],
    perAddress: {
      maxStreams: values["max-per-address"],
      countsLoopback: texts.has("max-per-address"),
    },
    trustedProxies: values["trust-proxy"] ?? [],
    logPath: log.kind === "sqlite" ? log.path : undefined,
    durability: values.durability,
    retain: {
      maxCount: values["retain-events"],
      maxBytes: values["retain-mb"] * MEGABYTE,
      maxAgeMs: values["retain-hours"] * 3_600_000,
    },
    window: {
      maxCount: values["window-events"],
      maxBytes: values["window-mb"] * MEGABYTE,
    },
    heartbeatMs: values.heartbeat * 1000,
    retryMs: { from: retry.from * 1000, to: retry.to * 1000 },
    stallTimeoutMs: values["stall-timeout"] * 1000,
    drainMs: values.drain * 1000,
    tls: certPath !== undefined && keyPath !== undefined ? { certPath, keyPath } : undefined,
    threads: values.threads,
    isDev: values.dev ?? false,
    isReusingPort: values["reuse-port"] ?? false,
    isCompressing: values.compress ?? false,
  });
}

/** How a fault begins: the value may have come from either. */
function subject(name: string, text: string): string {
  return `--${name} (or ${envName(name)}) is ${JSON.stringify(text)}`;
}

/** The environment variable of a flag: `STREAMGAUGE_MAX_BODY` for `--max-body`. */
function envName(name: string): string {
  return `STREAMGAUGE_${name.replaceAll("-", "_").toUpperCase()}`;
}

function helpText(): string {
  return [
    "Streamgauge: a Server-Sent Events notification hub that measures itself.",
    "",
    "Usage: bun run start [flags], or bun run dev [flags]",
    "",
    ...FLAG_NAMES.map((name) => flagLine(name, HUB_FLAGS[name])),
    ...commonLines("the hub"),
    "",
    "Times are 5s, 10m or plain seconds, counts 10000, 10k or 1e4.",
    `Flags with a value can also be set in the environment: --max-body as ${envName("max-body")},`,
    `--port also as ${COMMON_PORT}. Empty variables are ignored.`,
  ].join("\n");
}
