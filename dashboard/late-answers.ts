/**
 * Notices answers that take long. A browser without a free connection holds a request back without a word:
 * then the page has to say it.
 */

import { afterTimeout } from "./reopening-source.ts";

export const LATE_MS = 2_000;

export interface LateAnswersOptions {
  readonly onChange: () => void;
  /** Answers what calls it off. */
  readonly after?: ((waitMs: number, run: () => void) => () => void) | undefined;
}

export class LateAnswers {
  readonly #options: LateAnswersOptions;
  #count = 0;

  constructor(options: LateAnswersOptions) {
    this.#options = options;
  }

  /** Requests that have had no answer for 2 s. */
  get count(): number {
    return this.#count;
  }

  /** Watches over a request, and answers or throws as it does. */
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
