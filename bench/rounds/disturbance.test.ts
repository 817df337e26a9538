import { expect, test } from "bun:test";
import { LatencyHistogram } from "../stats/latency.ts";
import { NO_STRAIN } from "../load/process-watch.ts";
import { checkClients, checkMachine, checkOpened, checkPublisher } from "../load/validity.ts";
import { judgeMachine, judgeRound } from "./disturbance.ts";

function late(ms: number): LatencyHistogram {
  const histogram = new LatencyHistogram();
  histogram.record(ms);
  return histogram;
}

const published = {
  sent: 1,
  uncertain: [],
  failures: {},
  ack: new LatencyHistogram(),
  lateness: new LatencyHistogram(),
  held: new LatencyHistogram(),
};
const clients = {
  totals: { received: 1, lost: 0, duplicated: 0, outOfOrder: 0 },
  lastReceivedAtMs: 0,
  latency: new LatencyHistogram(),
  eventLatencies: [],
  loadLatencies: [],
  loadLost: [],
  recovery: new LatencyHistogram(),
  connect: new LatencyHistogram(),
  open: 1,
  recovered: 0,
  reconnects: 0,
  connectionsLost: 0,
  gaps: 0,
  foreign: 0,
  failures: {},
  receivedBytes: 0,
  negative: 0,
  strain: NO_STRAIN,
  waitedMs: 0,
};
const machine = { stolenShare: 0, busyBefore: 0 };

// The findings come from the real checks, which say what is a disturbance.
test.each([
  ["a host that took a large share", checkMachine({ ...machine, stolenShare: 0.3 }), 1],
  ["a host that took a small share", checkMachine({ ...machine, stolenShare: 0.05 }), 0],
  ["a machine that was busy before", checkMachine({ ...machine, busyBefore: 0.5 }), 1],
  [
    "clients that stalled",
    checkClients({ ...clients, strain: { ...NO_STRAIN, longestLagMs: 900 } }),
    1,
  ],
  [
    "clients left without a core by a busy server",
    checkClients({ ...clients, strain: { ...NO_STRAIN, waitedShare: 0.9 } }),
    0,
  ],
  [
    "clients that were busy",
    checkClients({ ...clients, strain: { ...NO_STRAIN, cpuShare: 0.99 } }),
    0,
  ],
  ["a gap that the server reported", checkClients({ ...clients, gaps: 1 }), 0],
  ["publishers that were late", checkPublisher({ ...published, lateness: late(90) }), 0],
  ["publishers whose server answers late", checkPublisher({ ...published, held: late(90) }), 0],
  ["a server that refuses", checkPublisher({ ...published, failures: { "answered 503": 2 } }), 0],
  [
    "a server that accepts only some",
    checkOpened(
      {
        open: 9,
        connect: new LatencyHistogram(),
        firstByte: new LatencyHistogram(),
        failures: { refused: 1 },
        addedRssBytes: 0,
        negative: 0,
        strain: NO_STRAIN,
      },
      10,
    ),
    0,
  ],
])("judgeRound() of %s", (_, findings, drops) => {
  const { dropped, warnings } = judgeRound({ findings, lagMs: 5 });
  expect(judgeMachine(findings)).toEqual({ dropped, warnings });
  expect(findings).toHaveLength(1);
  expect([dropped.length, warnings.length]).toEqual([drops, 1 - drops]);
});

test("judgeMachine() drops a pair if other programs used the machine", () => {
  expect(judgeMachine([], 0.02).dropped).toEqual([]);
  expect(judgeMachine([], undefined).dropped).toEqual([]);
  expect(judgeMachine([], 0.31).dropped).toEqual(["other programs used 31 % of the machine"]);
});

test("judgeRound() drops a round in which the bench itself stalled", () => {
  expect(judgeRound({ findings: [], lagMs: 20 }).dropped).toEqual([]);
  expect(judgeRound({ findings: [], lagMs: 400 }).dropped).toEqual([
    "the bench stalled for 400 ms",
  ]);
});

test("judgeMachine() gives the reason without the cure", () => {
  const findings = checkMachine({ ...machine, stolenShare: 0.3 });
  expect(judgeMachine(findings).dropped).toEqual(["the host took 30 % of the machine"]);
});
