/** Entry: what `--compress` saves and costs. Run: `bun server/routes/gzip-format.bench.ts`. */

import { SSE_FORMAT } from "../hub/wire-format.ts";
import { GZIP_FORMAT } from "./gzip-format.ts";

const ROUND_MS = 500;

const order = (id: number) =>
  JSON.stringify({
    order: id,
    customer: `customer-${(id * 7919) % 1000}`,
    status: ["new", "paid", "sent"][id % 3],
    total: (id * 37) % 10_000,
    currency: "EUR",
    changedAt: new Date(1.79e12 + id * 1000).toISOString(),
  });

for (const eventsAChunk of [1, 20, 200]) {
  const plain = Buffer.concat(
    Array.from({ length: eventsAChunk }, (_, id) =>
      SSE_FORMAT.event({ id: `mwubdb7pa323-${123_456 + id}`, data: order(id) }),
    ),
  );
  const packed = GZIP_FORMAT.pack(plain);
  const share = ((packed.byteLength / plain.byteLength) * 100).toFixed(0);
  const costUs = measureUs(plain).toFixed(1);
  console.log(
    `${eventsAChunk} events per chunk: ${plain.byteLength} B become ${packed.byteLength} B (${share} %), ${costUs} µs per chunk, for any number of readers`,
  );
}

function measureUs(bytes: Uint8Array): number {
  let chunks = 0;
  const startMs = performance.now();
  for (; performance.now() - startMs < ROUND_MS; chunks++) GZIP_FORMAT.pack(bytes);
  return ((performance.now() - startMs) * 1000) / chunks;
}
