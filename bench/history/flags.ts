/** The words and flags of `bun run bench history`. */

export interface HistoryCommand {
  readonly kind: "history";
  /** JSON Lines; made when it is not there yet. */
  readonly file: string;
  /** What is added to it; absent: it is only drawn. */
  readonly resultFile: string | undefined;
  /** Of what was measured, where the result does not say it. */
  readonly commit: string | undefined;
  readonly html: string | undefined;
}

/** These flags as `parseArgs` hands them over. */
export interface HistoryFlags {
  readonly commit?: string | undefined;
  readonly html?: string | undefined;
}

/** What is wrong is added to `faults`. */
export function readHistoryWords(
  { commit, html }: HistoryFlags,
  words: readonly string[],
  faults: string[],
): HistoryCommand | undefined {
  const [file, resultFile, ...more] = words;
  if (commit !== undefined && !/^[\w./-]+$/.test(commit)) {
    faults.push(`--commit is '${commit}': expected a commit's name, such as a1b2c3d`);
  }
  if (file !== undefined && more.length === 0) {
    return { kind: "history", file, resultFile, commit, html };
  }
  faults.push(
    `history takes a file of lines and perhaps a result, not ${words.length} files: bun run bench history h.jsonl r.json`,
  );
  return undefined;
}
