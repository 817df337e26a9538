import { expect, test } from "bun:test";
import { untilDue, wallMs } from "./time.ts";

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
