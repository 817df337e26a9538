/** Real subscribers that only hold their streams open. Raw sockets, since `fetch` stops at 256. */

import { join } from "node:path";

const MULTIPLEXED = join(import.meta.dir, "multiplexed-streams/main.ts");

export interface HeldStream {
  readonly topic?: string;
  /** Empty: none. */
  readonly userAgent?: string;
}

/** Opens `count` streams and waits until the hub has answered each; the returned function closes them all. */
export async function holdStreams(
  origin: string,
  count: number,
  { topic = "held", userAgent = "" }: HeldStream = {},
): Promise<() => void> {
  const query = new URLSearchParams({ topic });
  // A header holds bytes, but no control characters.
  const agent = userAgent
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, "")
    .trim();
  const head = `${agent === "" ? "" : `User-Agent: ${agent}\r\n`}Accept: text/event-stream\r\n`;
  const sockets = await Promise.all(
    Array.from({ length: count }, () => holdStream(origin, `/events?${query}`, head)),
  );
  return () => {
    for (const socket of sockets) socket.end();
  };
}

/** As `holdStreams()`, of a hub with TLS and from another process: more streams than a process may open files. */
export async function holdStreamsOverHttp2(
  origin: string,
  count: number,
): Promise<() => Promise<unknown>> {
  const child = Bun.spawn([process.execPath, MULTIPLEXED, origin, String(count)], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const { value } = await child.stdout.getReader().read();
  if (value === undefined) throw new Error("The streams were not opened");
  return async () => {
    await child.stdin.end();
    return child.exited;
  };
}

function holdStream(origin: string, target: string, head: string): Promise<Bun.Socket> {
  const { hostname, port, host } = new URL(origin);
  const request = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${head}\r\n`;
  return new Promise((resolve, reject) => {
    const connecting = Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        open: (socket) => void socket.write(request),
        data: (socket) => resolve(socket),
        error: (_socket, error) => reject(error),
        close: () => reject(new Error("The hub closed the stream")),
      },
    });
    connecting.catch(reject);
  });
}
