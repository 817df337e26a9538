/** What a child process says on its output, as far as the bench waits for a word of it. */

/** Reads output until it matches; `null` when it ends before. What comes later is left unread. */
export async function firstMatch(
  output: ReadableStream<Uint8Array>,
  pattern: RegExp,
): Promise<RegExpExecArray | null> {
  let text = "";
  const decoder = new TextDecoder();
  const reader = output.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return null;
      text += decoder.decode(value, { stream: true });
      const match = pattern.exec(text);
      if (match !== null) return match;
    }
  } finally {
    reader.releaseLock();
  }
}
