/**
 * Runs another program to its end and hands over what it said. In a group of its own: a Ctrl-C reaches
 * only the bench, which decides what is still to be done.
 */

export interface ToolOutcome {
  readonly isDone: boolean;
  readonly stdout: string;
  /** What it complained about, without the white space around it. */
  readonly stderr: string;
}

export interface ToolOptions {
  readonly cwd: string;
  /** Ends it when aborted. */
  readonly signal?: AbortSignal;
}

/** `isDone` is false too when there is no such program. */
export async function runTool(
  command: readonly string[],
  { cwd, signal }: ToolOptions,
): Promise<ToolOutcome> {
  const [program = ""] = command;
  if (Bun.which(program) === null) {
    return { isDone: false, stdout: "", stderr: `${program} is not installed` };
  }
  if (signal?.aborted === true) return { isDone: false, stdout: "", stderr: "interrupted" };
  const child = Bun.spawn([...command], {
    cwd,
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
