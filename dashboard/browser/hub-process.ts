/** A hub as a child process on a free loopback port, for browser tests. It ends with the process that started it. */

import { join } from "node:path";

const MAIN = join(import.meta.dir, "../../server/main.ts");
/** One file with both the certificate and its key. */
const CERTIFICATE = join(import.meta.dir, "../../server/test-certificate.pem");
/** For a hub with TLS, whose certificate a page must be told to accept. */
export const TLS_FLAGS = ["--tls-cert", CERTIFICATE, "--tls-key", CERTIFICATE] as const;
const LISTENING = /listening on (https?:\/\/[^\s]+)/;

export class HubProcess {
  readonly origin: string;
  readonly #child: Bun.Subprocess<"ignore", "pipe", "inherit">;

  private constructor(child: Bun.Subprocess<"ignore", "pipe", "inherit">, origin: string) {
    this.#child = child;
    this.origin = origin;
  }

  /**
   * Starts a hub, with additional flags if given, and waits until it listens.
   * @throws {Error} when it exits before that
   */
  static async start(port = 0, ...more: readonly string[]): Promise<HubProcess> {
    return HubProcess.startIn(undefined, port, ...more);
  }

  /** As `start()`, in a folder where the hub may leave files. */
  static async startIn(
    cwd: string | undefined,
    port: number,
    ...more: readonly string[]
  ): Promise<HubProcess> {
    // Streams end at once on a stop, and reconnect after a second.
    const flags = ["--port", String(port), "--log", "memory", "--drain", "0", "--retry", "1-1"];
    const child = Bun.spawn([process.execPath, "--no-orphans", MAIN, ...flags, ...more], {
      ...(cwd === undefined ? {} : { cwd }),
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
    });
    return new HubProcess(child, await listeningOrigin(child.stdout));
  }

  get port(): number {
    return Number(new URL(this.origin).port);
  }

  /** Publishes one event and returns its id. */
  async publish(event: {
    readonly topic: string;
    readonly data: string;
    readonly type?: string;
  }): Promise<string> {
    const response = await fetch(`${this.origin}/events`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(event),
    });
    if (!response.ok) throw new Error(`The hub refused an event: ${await response.text()}`);
    const answer: { readonly id: string } = await response.json();
    return answer.id;
  }

  /** Stops it, by default in good order, and waits until it has exited. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    this.#child.kill(signal);
    await this.#child.exited;
  }
}

async function listeningOrigin(stdout: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let output = "";
  for await (const chunk of stdout) {
    output += decoder.decode(chunk, { stream: true });
    const origin = LISTENING.exec(output)?.[1];
    if (origin !== undefined) return origin;
  }
  throw new Error(`The hub exited before it listened: ${output}`);
}
