/** What is published to the hubs that pictures are taken of, and who reads it. */

import { BENCH_RESULT_TYPE, BENCH_TOPIC } from "#protocol";
import { topicOf } from "./hostile-fields.ts";
import { holdStreams } from "./held-streams.ts";
import { hostileStrings } from "./hostile-strings.ts";
import type { HubProcess } from "./hub-process.ts";

export const LONG_TOPIC = `tenants/0b7f5f1e-5a3c-4f77-9a0e-1c2d3e4f5a6b/${"regions/eu-central-1/".repeat(8)}orders`;

/** Topics and streams of several kinds, with names of several lengths, until the returned function is called. */
export async function keepBusy(hub: HubProcess): Promise<() => void> {
  const letGo = [
    await holdStreams(hub.origin, 40, { topic: "orders", userAgent: "python-requests/2.32.3" }),
    await holdStreams(hub.origin, 3, {
      topic: LONG_TOPIC,
      userAgent: `Mozilla/5.0 ${"(long) ".repeat(40)}`,
    }),
    await holdStreams(hub.origin, 2, {
      topic: "\u0637\u0644\u0628\u0627\u062A/\u062C\u062F\u064A\u062F\u0629",
    }),
  ];
  let sent = 0;
  const timer = setInterval(() => {
    sent++;
    const data = JSON.stringify({
      order: sent,
      state: "paid",
      total: sent * 1.5,
      note: "x".repeat(sent % 400),
    });
    void hub.publish({ topic: "orders", type: "order", data });
    void hub.publish({
      topic: LONG_TOPIC,
      type: "a-type-with-a-name-that-is-longer-than-its-column",
      data: "line\none\ttab\u202E",
    });
    if (sent % 7 === 0)
      void hub.publish({
        topic: "\u0637\u0644\u0628\u0627\u062A/\u062C\u062F\u064A\u062F\u0629",
        data: "مرحبا بالعالم",
      });
  }, 100);
  return () => {
    clearInterval(timer);
    for (const close of letGo) close();
  };
}

/** Topics and streams that are called what nobody would call them, and the result of a run. */
export async function fillWithHostility(hub: HubProcess): Promise<() => void> {
  const texts = hostileStrings().filter((_, index) => index % 7 === 0);
  const letGo: (() => void)[] = [];
  for (const text of texts) {
    const topic = topicOf(text);
    await hub.publish({ topic, data: "1" });
    letGo.push(await holdStreams(hub.origin, 1, { topic, userAgent: text }));
  }
  const outcome = { scenario: "fan-out", headline: texts[20], findings: texts, isValid: false };
  await hub.publish({ topic: BENCH_TOPIC, type: BENCH_RESULT_TYPE, data: JSON.stringify(outcome) });
  return () => {
    for (const close of letGo) close();
  };
}
