/** Real subscribers that only hold their streams open. Raw sockets, since `fetch` stops at 256. */

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
