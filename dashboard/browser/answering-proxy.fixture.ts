/** A proxy in front of a hub that answers some requests itself, as proxies do that have something to refuse. */

/** `undefined` leaves the request to the hub. */
export type Answer = (request: Request) => Promise<Response | undefined> | Response | undefined;

export interface AnsweringProxy {
  readonly origin: string;
  answer: Answer;
  stop(): Promise<void>;
}

export function startProxy(hubOrigin: string): AnsweringProxy {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      const answer = await proxy.answer(request.clone());
      if (answer !== undefined) return answer;
      const { pathname, search } = new URL(request.url);
      const headers = new Headers(request.headers);
      headers.delete("host");
      // The hub serves only its own page.
      if (headers.has("origin")) headers.set("origin", hubOrigin);
      const { method, body, signal } = request;
      return fetch(hubOrigin + pathname + search, {
        method,
        headers,
        body,
        signal,
        decompress: false,
      });
    },
  });
  const proxy: AnsweringProxy = {
    origin: server.url.origin,
    answer: () => undefined,
    stop: () => server.stop(true),
  };
  return proxy;
}
