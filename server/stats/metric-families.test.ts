import { expect, test } from "bun:test";
import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { zeroCounters } from "../hub/counters.ts";
import { newHub } from "../hub/test-hubs.ts";
import { metricFamilies } from "./metric-families.ts";
import { prometheusText } from "./prometheus.ts";
import { Sampler } from "./sampler.ts";
import { Stages } from "./stages.ts";

function snapshotOf(stages: Stages) {
  const sampler = new Sampler({
    version: "1.2.3",
    hub: {
      counters: zeroCounters(),
      state: newHub().state,
      threads: [
        { connections: 3, deliveries: 9, cpuUs: 1_500_000, longestLagMs: 4, longestCanaryMs: 2 },
        {
          connections: 5,
          deliveries: 8,
          cpuUs: 500_000,
          longestLagMs: null,
          longestCanaryMs: null,
        },
      ],
      forgetLongest() {},
    },
    stages,
    wallMs: () => 1_700_000_060_000,
    nowMs: () => 60_000,
    process: () => ({ cpuUs: 2_500_000, rssBytes: 1_000 }),
    maxConnections: 10_000,
  });
  return sampler.latest;
}

function parsed(snapshot: ReturnType<typeof snapshotOf>, stages: Stages) {
  const families = parsePrometheusTextFormat(prometheusText(metricFamilies(snapshot, stages)));
  return new Map(families.map((family) => [family.name, family]));
}

test("metricFamilies() has every counter of the hub under its own name", () => {
  const stages = new Stages();
  const names = Object.keys(zeroCounters());
  const totals = {
    ...zeroCounters(),
    ...Object.fromEntries(names.map((name, at) => [name, at + 1])),
  };
  const families = parsed({ ...snapshotOf(stages), totals }, stages);
  for (const [index, name] of names.entries()) {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const family = families.get(`streamgauge_${snake}_total`);
    expect([name, family?.type, family?.metrics[0]?.value]).toEqual([
      name,
      "COUNTER",
      `${index + 1}`,
    ]);
  }
});

test("metricFamilies() has the process metrics in the names and units of client libraries", () => {
  const stages = new Stages();
  const families = parsed(snapshotOf(stages), stages);
  const valueOf = (name: string) => families.get(name)?.metrics[0]?.value;
  expect(valueOf("process_cpu_seconds_total")).toBe("2.5");
  expect(valueOf("process_resident_memory_bytes")).toBe("1000");
  expect(valueOf("process_start_time_seconds")).toBe("1700000000");
  expect(families.get("streamgauge_info")?.metrics).toEqual([
    { value: "1", labels: { version: "1.2.3", log: "memory" } },
  ]);
});

test("metricFamilies() has a histogram of every stage, in seconds or events", () => {
  const stages = new Stages();
  stages.onAcceptedToDurable(3);
  stages.onSent(20_000, 0.2, 3);
  stages.onBatch(7);
  stages.onResumed(0);
  const families = parsed(snapshotOf(stages), stages);
  const bucket = (name: string, le: string) => families.get(name)?.metrics[0]?.buckets?.[le];
  expect(bucket("streamgauge_accepted_to_durable_seconds", "0.0025")).toBe("0");
  expect(bucket("streamgauge_accepted_to_durable_seconds", "0.005")).toBe("1");
  expect(bucket("streamgauge_durable_to_sent_seconds", "0.00025")).toBe("3");
  expect(bucket("streamgauge_accepted_to_sent_seconds", "10")).toBe("0");
  expect(bucket("streamgauge_accepted_to_sent_seconds", "+Inf")).toBe("3");
  expect(bucket("streamgauge_batch_events", "5")).toBe("0");
  expect(bucket("streamgauge_batch_events", "10")).toBe("1");
  expect(bucket("streamgauge_replay_events", "0")).toBe("1");
});
