/**
 * A third party's server, for tests: takes its port from PORT, prints nothing, and has its own paths. Its argument
 * names a fault, or the number of the one delivery that it loses.
 */

const fault = process.argv[2] ?? "";
/** Counted from 1; none if the argument is not a number. */
const lostDelivery = Number(fault);
let deliveries = 0;

/** The fault `slow` delivers this much later, at no cost. */
const SLOW_MS = 100;
/** The faults `mute` and `overloaded` begin once this many events have come within a second, and stay. */
const FAST_PER_S = 60;
/** The fault `refuses` refuses every event whose number this divides. */
const REFUSED_EVERY = 10;
/** The fault `closes` ends a stream with every event whose number this divides. */
const CLOSED_EVERY = 100;

const subscribers = new Map<string, Set<WritableStreamDefaultWriter<string>>>();
let lastId = 0;
/** When the latest events came. */
const cameAtMs: number[] = [];
let haveComeFast = false;

Bun.serve({
  hostname: "127.0.0.1",
  port: Bun.env.PORT ?? "0",
  idleTimeout: 0,
  routes: {
    "/stream": (request) => subscribe(new URL(request.url).searchParams.get("topic") ?? ""),
    "/publish": { POST: async (request) => publish(await request.json()) },
  },
});

function subscribe(topic: string): Response {
  const { readable, writable } = new TransformStream<string, string>();
  const writer = writable.getWriter();
  const of = subscribers.get(topic) ?? new Set();
  subscribers.set(topic, of.add(writer));
  writer.closed.catch(() => {}).finally(() => of.delete(writer));
  send(writer, ": hello\n\n");
  return new Response(readable.pipeThrough(new TextEncoderStream()), {
    headers: { "content-type": "text/event-stream" },
  });
}

async function publish({ topic, data }: { topic: string; data: string }): Promise<Response> {
  lastId += 1;
  const id = lastId;
  noteArrival();
  if (fault === "errors") return new Response("it broke", { status: 500 });
  if (fault === "refuses" && id % REFUSED_EVERY === 0) return new Response("", { status: 503 });
  if (fault === "overloaded" && haveComeFast) return new Response("too fast", { status: 503 });
  if (fault === "deaf" || (fault === "mute" && haveComeFast)) return Response.json({ id });
  if (fault === "slow") await Bun.sleep(SLOW_MS);
  const [first] = subscribers.get(topic) ?? [];
  if (fault === "closes" && id % CLOSED_EVERY === 0) first?.close().catch(() => {});
  for (const writer of subscribers.get(topic) ?? []) {
    deliveries += 1;
    if (deliveries !== lostDelivery) send(writer, `id: ${id}\ndata: ${data}\n\n`);
  }
  return Response.json({ id });
}

/** A busy machine that stands still for a second ends no fault that has begun. */
function noteArrival(): void {
  const nowMs = performance.now();
  cameAtMs.push(nowMs);
  if (cameAtMs.length > FAST_PER_S) cameAtMs.shift();
  haveComeFast ||= cameAtMs.length === FAST_PER_S && nowMs - (cameAtMs[0] ?? 0) < 1_000;
}

/** Errors are ignored here: subscribers that have left are removed elsewhere. */
function send(writer: WritableStreamDefaultWriter<string>, text: string): void {
  writer.write(text).catch(() => {});
}
