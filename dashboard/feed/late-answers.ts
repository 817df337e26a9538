/**
 * Detects slow responses. A browser without a free connection holds requests back silently, so the page has to say
 * so.
 */

import { afterTimeout } from "../feed/reopening-source.ts";

export const LATE_MS = 2_000;

export interface LateAnswersOptions {
  readonly onChange: () => void;
  /** Returns a function that cancels it. */
  readonly after?: ((waitMs: number, run: () => void) => () => void) | undefined;
}

export class LateAnswers {
  readonly #options: LateAnswersOptions;
  #count = 0;

  constructor(options: LateAnswersOptions) {
    this.#options = options;
  }

  /** Requests without a response for 2 s. */
  get count(): number {
    return this.#count;
  }

  /** Watches a request, and returns or throws what it does. */
  async watch<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const { after = afterTimeout } = this.#options;
    let isLate = false;
    const callOff = after(LATE_MS, () => {
      isLate = true;
      this.#add(1);
    });
    try {
      return await answer;
    } finally {
      callOff();
      if (isLate) this.#add(-1);
    }
  }

  #add(count: number): void {
    this.#count += count;
    this.#options.onChange();
  }
}
