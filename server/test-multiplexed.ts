/** Support for tests: TLS flags for a hub, and a client with all its streams on one HTTP/2 connection. */

import { readFileSync } from "node:fs";
import { type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from "node:http2";
import { join } from "node:path";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { StatsSnapshot } from "#protocol";

/** One file with both the certificate and its key. */
export const CERTIFICATE_PATH = join(import.meta.dir, "test-certificate.pem");
export const CERTIFICATE = readFileSync(CERTIFICATE_PATH, "utf8");
export const TLS_FLAGS = ["--tls-cert", CERTIFICATE_PATH, "--tls-key", CERTIFICATE_PATH];

/** Connects on the first request; all later requests share that connection. */
export function connectMultiplexed(origin: string) {
  const session = connect(origin, { ca: CERTIFICATE });
  const request = async (path: string, headers: OutgoingHttpHeaders = {}, body?: string) => {
    const stream = session.request({ ":path": path, ...headers });
    stream.setEncoding("utf8").end(body);
    const status = await statusOf(stream);
    let text = "";
    for await (const part of stream) text += part;
    return { status, text };
  };
  const publish = (topic: string, data: string) => {
    const headers = { ":method": "POST", "content-type": "application/json" };
    return request("/events", headers, JSON.stringify({ topic, data }));
  };
  const stats = async (): Promise<StatsSnapshot> => JSON.parse((await request("/stats")).text);
  const open = (query: string) => streamOf(session.request({ ":path": `/events?${query}` }));
  return { request, publish, stats, open, close: () => session.destroy() };
}

/** An open stream; nothing is read from it until `read()` is called. */
async function streamOf(stream: ClientHttp2Stream) {
  const events: EventSourceMessage[] = [];
  const comments: string[] = [];
  const retries: number[] = [];
  let changed = Promise.withResolvers<void>();
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onComment: (comment) => comments.push(comment),
    onRetry: (ms) => retries.push(ms),
  });
  const end = new Promise<"ended" | "reset">((resolve) => {
    stream.once("end", () => resolve("ended")).once("error", () => resolve("reset"));
  });
  const read = () => {
    stream.setEncoding("utf8").on("data", (text: string) => {
      parser.feed(text);
      changed.resolve();
      changed = Promise.withResolvers<void>();
    });
  };
  const until = async (isTrue: () => boolean) => {
    while (!isTrue()) await changed.promise;
  };
  const status = await statusOf(stream);
  return { status, events, comments, retries, end, read, until, close: () => stream.close() };
}

export type MultiplexedStream = Awaited<ReturnType<typeof streamOf>>;

function statusOf(stream: ClientHttp2Stream): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    stream.once("response", (headers) => resolve(headers[":status"])).once("error", reject);
  });
}
