/** Support for tests: a small event server that delays every event. */

/** All subscribers share one topic. */
export function serveSlowly(delayMs: number): { readonly url: string } & Disposable {
  const encoder = new TextEncoder();
  const readers = new Set<ReadableStreamDefaultController<Uint8Array>>();
  let lastId = 0;
  const publish = (data: string) => {
    lastId += 1;
    const bytes = encoder.encode(`id: ${lastId}\ndata: ${data}\n\n`);
    for (const reader of readers) reader.enqueue(bytes);
  };
  const subscribe = () => {
    let own: ReadableStreamDefaultController<Uint8Array> | undefined;
    return new ReadableStream<Uint8Array>({
      start(reader) {
        own = reader;
        readers.add(reader);
        reader.enqueue(encoder.encode(": hello\n\n"));
      },
      cancel() {
        if (own !== undefined) readers.delete(own);
      },
    });
  };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    routes: {
      "/events": {
        GET: () => new Response(subscribe(), { headers: { "content-type": "text/event-stream" } }),
        POST: async (request) => {
          const { data } = (await request.json()) as { data: string };
          setTimeout(publish, delayMs, data);
          return Response.json({});
        },
      },
    },
  });
  return { url: server.url.origin, [Symbol.dispose]: () => void server.stop(true) };
}
