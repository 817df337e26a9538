import { expect, test } from "bun:test";
import { patientPause, untilDue, untilReached, wallMs } from "./time.ts";

test.each([0, 0.2, 0.9, 1.4, 2.3])(
  "untilDue() never resolves before %d ms have passed",
  async (waitMs) => {
    const dueMs = wallMs() + waitMs;
    await untilDue(dueMs, new AbortController().signal);
    expect(wallMs()).toBeGreaterThanOrEqual(dueMs);
  },
);

test("untilDue() does not wait after an interrupt", async () => {
  const dueMs = wallMs() + 1e9;
  await untilDue(dueMs, AbortSignal.abort());
  expect(wallMs()).toBeLessThan(dueMs);
});

test("untilDue() lets answers be read while it waits for the next event", async () => {
  const echo = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { data: (socket, bytes) => void socket.write(bytes) },
  });
  let onAnswer = () => {};
  const asking = await Bun.connect({
    hostname: "127.0.0.1",
    port: echo.port,
    socket: { data: () => onAnswer() },
  });
  let answeredInTime = 0;
  for (let asked = 0; asked < 50; asked++) {
    const answer = Promise.withResolvers<void>();
    let isAnswered = false;
    onAnswer = () => {
      isAnswered = true;
      answer.resolve();
    };
    asking.write("?");
    await untilDue(wallMs() + 1.4, new AbortController().signal);
    if (isAnswered) answeredInTime++;
    await answer.promise;
  }
  asking.end();
  echo.stop();
  // Not each of them: a busy machine may take the core away for longer than the wait.
  expect(answeredInTime).toBeGreaterThan(0);
});

/** Keeps this process from everything else, as a machine does that takes its core away. */
function standStill(ms: number): void {
  Bun.sleepSync(ms);
}

test.each<[string, (received: () => number, signal: AbortSignal) => Promise<unknown>]>([
  ["untilReached()", (received, signal) => untilReached(received, 1, 300, signal)],
  ["patientPause()", (_received, signal) => patientPause(150, signal)],
])("while this process stands still, %s loses no patience with others", async (_name, wait) => {
  const arrival = Promise.withResolvers<void>();
  let received = 0;
  const echo = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket) {
        socket.write("!");
      },
    },
  });
  const asking = await Bun.connect({
    hostname: "127.0.0.1",
    port: echo.port,
    socket: {
      data() {
        received += 1;
        arrival.resolve();
      },
    },
  });
  // The wait has begun when the process stops for longer than its patience; the answer is read right after.
  setTimeout(() => {
    asking.write("?");
    standStill(400);
  }, 20);
  await wait(() => received, new AbortController().signal);
  expect(received).toBe(1);
  await arrival.promise;
  asking.end();
  echo.stop();
});
