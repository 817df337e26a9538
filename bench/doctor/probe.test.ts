import { expect, test } from "bun:test";
import { serveBytes, STREAM_HEAD } from "../client/byte-server.ts";
import { Endpoint } from "../client/endpoint.ts";
import { machineClock } from "./clock.ts";
import { Probe } from "./probe.ts";
import { MAX_KEPT } from "./recording.ts";

const EVENTS = 3 * MAX_KEPT;

test("Probe keeps the latest events of a fast stream, and knows when its last bytes came", async () => {
  const all = Promise.withResolvers<void>();
  using server = serveBytes(({ send }) => {
    send(STREAM_HEAD);
    const events = Array.from({ length: EVENTS }, (_, n) => `id: ${n}\ndata: ${n}\n\n`);
    while (events.length > 0) send(events.splice(0, 500).join(""));
  });
  const probe: Probe = new Probe({
    endpoint: new Endpoint(new URL(server.origin)),
    tls: {},
    clock: machineClock,
    onChange: () => {
      if (probe.lastEventId === String(EVENTS - 1)) all.resolve();
    },
  });
  await all.promise;
  probe.close();
  expect(probe.arrivals.length).toBeLessThanOrEqual(2 * MAX_KEPT);
  expect(probe.arrivals.length + probe.droppedArrivals).toBe(EVENTS);
  expect(probe.arrivals.at(-1)?.event.data).toBe(String(EVENTS - 1));
  expect(probe.lastReadAtMs).toBeGreaterThanOrEqual(probe.reads.at(-1)?.atMs ?? Infinity);
});
