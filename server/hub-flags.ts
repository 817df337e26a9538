/** The table of the hub's flags: kinds, defaults and help texts. */

import { count, duration, type FlagTable, listOf, oneOf, SWITCH, text, threadCount } from "#flags";
import { MIN_RETRY_MS } from "#protocol";
import { logPlace, networks, origins, secondsRange } from "./flag-kinds.ts";

const MAX_PORT = 65_535;
/** The idle timeout of a connection is 255 s at most, and a heartbeat must come well within it. */
const MAX_HEARTBEAT_S = 120;

export const HUB_FLAGS = {
  host: {
    value: "ADDRESS",
    kind: text("one word", /^\S+$/),
    fallback: "127.0.0.1",
    about: "address to listen on",
  },
  port: {
    value: "N",
    kind: count(0, MAX_PORT),
    fallback: "3000",
    about: "port to listen on; 0 lets the system choose",
  },
  "metrics-port": {
    value: "N",
    kind: count(0, MAX_PORT),
    about: "an extra port for /metrics and /health/*, which accepts any Host",
  },
  "allow-host": {
    value: "NAMES",
    kind: listOf("names, comma-separated"),
    about: "additional Host names to accept, comma-separated; '*' for any",
  },
  "allow-origin": {
    value: "ORIGINS",
    kind: origins,
    about: "other origins whose pages may use the hub, comma-separated; '*' for any",
  },
  "max-connections": {
    value: "N",
    kind: count(1, 1_000_000),
    fallback: "19000",
    about: "maximum number of open streams; further clients are told to retry",
  },
  "max-per-address": {
    value: "N",
    kind: count(1, 1_000_000),
    fallback: "1000",
    about: "maximum streams per address; loopback counts only if the flag is given",
  },
  "trust-proxy": {
    value: "ADDRESSES",
    kind: networks,
    about: "proxies whose forwarded client address is trusted, comma-separated",
  },
  "max-body": {
    value: "BYTES",
    kind: count(1, 64 * 1024 * 1024),
    fallback: "1048576",
    about: "maximum size of a publish body",
  },
  log: {
    value: "KIND",
    kind: logPlace,
    fallback: "sqlite:.streamgauge/log.db",
    about: "where events are kept: memory, or sqlite:PATH",
  },
  durability: {
    value: "MODE",
    kind: oneOf(["disk", "process", "memory"]),
    fallback: "disk",
    about: "what an acknowledged event survives: disk (power loss), process (kill -9), memory",
  },
  "retain-events": {
    value: "N",
    kind: count(1, 10_000_000),
    fallback: "1000000",
    about: "maximum number of events kept for replay",
  },
  "retain-mb": {
    value: "MB",
    kind: count(1, 1_000_000),
    fallback: "256",
    about: "maximum size of the log",
  },
  "retain-hours": {
    value: "HOURS",
    kind: count(1, 1_000_000),
    fallback: "168",
    about: "maximum age of an event in the log",
  },
  "window-events": {
    value: "N",
    kind: count(1, 10_000_000),
    fallback: "10000",
    about: "maximum number of events kept encoded in memory",
  },
  "window-mb": {
    value: "MB",
    kind: count(1, 1_000_000),
    fallback: "64",
    about: "maximum memory for these events",
  },
  heartbeat: {
    value: "TIME",
    kind: duration(0.1, MAX_HEARTBEAT_S),
    fallback: "15s",
    about: "interval between heartbeats on a stream",
  },
  retry: {
    value: "FROM-TO",
    kind: secondsRange(MIN_RETRY_MS / 1000),
    fallback: "1-3",
    about: "range from which each client's reconnection delay is drawn, in seconds",
  },
  "stall-timeout": {
    value: "TIME",
    kind: duration(0.1, 3600),
    fallback: "30s",
    about: "close a stream that has been full and taken nothing for this long",
  },
  drain: {
    value: "TIME",
    kind: duration(0, 600),
    fallback: "2s",
    about: "time over which a shutdown closes the streams",
  },
  "tls-cert": {
    value: "FILE",
    kind: text("the name of a file"),
    about: "certificate chain (PEM): HTTPS with HTTP/2",
  },
  "tls-key": {
    value: "FILE",
    kind: text("the name of a file"),
    about: "the certificate's private key (PEM)",
  },
  threads: {
    value: "N",
    kind: threadCount,
    fallback: "1",
    about: "threads that serve clients; auto: one up to two cores, else a core less, at most 8",
  },
  "reuse-port": {
    kind: SWITCH,
    about: "take over from a running hub: wait for its log, share its port",
  },
  compress: { kind: SWITCH, about: "gzip the streams of clients that accept it" },
  dev: {
    kind: SWITCH,
    about: "rebuild the dashboard for each page load; its Bench panel starts runs",
  },
} as const satisfies FlagTable;
