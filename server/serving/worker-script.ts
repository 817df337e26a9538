/**
 * The program of a serving thread, bundled as one script: a thread that loads several hundred sources keeps a quarter
 * more memory.
 */

import { fileURLToPath } from "node:url";

const SOURCE = new URL("./worker.ts", import.meta.url);

/**
 * An address to start threads from. In development it is the source, which is watched for changes.
 * @throws {AggregateError} when the sources do not build
 */
export async function workerScript(isDev: boolean): Promise<string> {
  if (isDev) return SOURCE.href;
  const { outputs } = await Bun.build({
    entrypoints: [fileURLToPath(SOURCE)],
    target: "bun",
    // Errors that cross a port are told apart by the names of their classes.
    minify: { whitespace: true, syntax: true },
  });
  const [script] = outputs;
  if (script === undefined) throw new Error(`${SOURCE.href} has no script`);
  return URL.createObjectURL(script);
}
