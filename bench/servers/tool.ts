/**
 * Runs another program to its end and returns its output. It has its own process group, so that Ctrl-C reaches
 * only the bench, which decides what still has to be done.
 */

export interface ToolOutcome {
  readonly isDone: boolean;
  readonly stdout: string;
  /** Its standard error, trimmed. */
  readonly stderr: string;
}

export interface ToolOptions {
  readonly cwd: string;
  /** Ends the program when aborted. */
  readonly signal?: AbortSignal;
  /** Variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** `isDone` is also false if there is no such program. */
export async function runTool(
  command: readonly string[],
  { cwd, signal, env }: ToolOptions,
): Promise<ToolOutcome> {
  const [program = ""] = command;
  if (Bun.which(program) === null) {
    return { isDone: false, stdout: "", stderr: `${program} is not installed` };
  }
  if (signal?.aborted === true) return { isDone: false, stdout: "", stderr: "interrupted" };
  const child = Bun.spawn([...command], {
    cwd,
    env: { ...Bun.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    ...(signal !== undefined && { signal }),
  });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { isDone: code === 0, stdout, stderr: stderr.trim() };
}
