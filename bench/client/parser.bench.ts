/**
 * Entry: how many events a second the parser reads when many share a read. Run: `bun bench/client/parser.bench.ts`.
 */

import { EventStreamParser } from "./parser.ts";

const EVENTS_PER_READ = 600;
const ROUNDS = 5;
const ROUND_MS = 500;

const CASES: Readonly<Record<string, string>> = {
  "id and data, 82 B": `id:mwubdb7pa323-123456\ndata:${"x".repeat(53)}\n\n`,
  "id, event and data": `id:mwubdb7pa323-123456\nevent:order\ndata:${"x".repeat(41)}\n\n`,
  "not ASCII": `id:mwubdb7pa323-123456\ndata:${"ü".repeat(26)}\n\n`,
};

for (const [name, event] of Object.entries(CASES)) {
  const rates = Array.from({ length: ROUNDS }, () =>
    measure(Buffer.from(event.repeat(EVENTS_PER_READ))),
  );
  const median = rates.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0;
  console.log(`${name}: ${(median / 1e6).toFixed(2)} M events/s (median of ${ROUNDS})`);
}

function measure(bytes: Buffer): number {
  let events = 0;
  const parser = new EventStreamParser({ onEvent: () => void (events += 1) }, undefined);
  const startMs = performance.now();
  while (performance.now() - startMs < ROUND_MS) parser.push(bytes);
  return (events / (performance.now() - startMs)) * 1000;
}
